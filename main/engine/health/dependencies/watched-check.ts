import type { DependencyView } from '#contract/health.ts';
import type { DependencyCheck } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import { patientClock } from '../../process/process.ts';
import { bounded } from '../bounded.ts';
import { sayDuration } from '../score/wording.ts';
import { type Found, type Look, sayFailure } from './found.ts';
import type { Turns } from './turns.ts';

/** What was found last. */
export type Finding = Pick<DependencyView, 'status' | 'message' | 'ms' | 'checked_at'>;

export const NOT_LOOKED: Finding = {
  status: 'unknown',
  message: 'has not been looked at yet',
  ms: null,
  checked_at: null,
};

/** Null milliseconds where nothing was asked. */
type Timed = Found & { readonly ms: number | null };

export interface WatchedCheckOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly check: DependencyCheck;
  readonly look: Look;
  readonly turns: Turns;
  /** After each finding that counts. */
  readonly onFinding: (finding: Finding, before: Finding, turn: Turn | null) => void;
}

/** News: the dependency went away, or is back after `downMs`. What can't be told for a while in between is neither. */
export type Turn = { readonly kind: 'down' } | { readonly kind: 'back'; readonly downMs: number };

/** One failure is no finding: it is looked again after this. */
const AGAIN_MS = 2_000;
/**
 * A command keeps its own time, from the moment it runs. Before that its PATH is asked for and its file is looked for, and
 * it is ended in steps where it must be; what takes longer than this is a delay of ours, or of the machine.
 */
const AROUND_COMMAND_MS = 60_000;
/** The first look of many checks is spread over this, and later ones by a tenth of their interval. */
const SPREAD_MS = 2_000;
const JITTER = 0.1;

/** Looks at one dependency again and again. */
export class WatchedCheck {
  readonly #options: WatchedCheckOptions;
  readonly #closing = new AbortController();
  #finding = NOT_LOOKED;
  #cancel: () => void;
  /** A look that was given up and has not ended: the system does not let go of it. */
  #pending: { readonly sinceMs: number } | null = null;
  #isLooking = false;
  /** Monotonic milliseconds. */
  #downSinceMs: number | null = null;

  constructor(options: WatchedCheckOptions) {
    this.#options = options;
    const { clock, random, check } = options;
    this.#cancel = clock.after(random() * Math.min(SPREAD_MS, check.intervalMs), () => void this.#run());
  }

  get finding(): Finding {
    return this.#finding;
  }

  /** Looks now, unless it does so anyway. */
  hurry(): void {
    if (this.#isLooking || this.#closing.signal.aborted) return;
    this.#cancel();
    void this.#run();
  }

  close(): void {
    this.#closing.abort();
    this.#cancel();
  }

  async #run(): Promise<void> {
    const { clock, random, check } = this.#options;
    this.#isLooking = true;
    let found = await this.#lookInTurn();
    if (found?.ok === false && this.#downSinceMs === null) {
      await this.#wait(AGAIN_MS);
      found = await this.#lookInTurn();
    }
    this.#isLooking = false;
    if (found === null || this.#closing.signal.aborted) return;
    this.#settle(found);
    const factor = 1 - JITTER + 2 * JITTER * random();
    const waitMs = found.ok === null ? AGAIN_MS : check.intervalMs * factor;
    // What it told may have closed it.
    if (!this.#closing.signal.aborted) this.#cancel = clock.after(waitMs, () => void this.#run());
  }

  /** Null when it was closed meanwhile. */
  async #lookInTurn(): Promise<Timed | null> {
    const { signal } = this.#closing;
    const end = await this.#options.turns.take(signal);
    if (end === null) return null;
    const startedMs = this.#options.clock.monotonic();
    try {
      const found = await this.#look();
      return signal.aborted ? null : { ms: this.#options.clock.monotonic() - startedMs, ...found };
    } finally {
      end();
    }
  }

  async #look(): Promise<Found> {
    const { clock, check, look } = this.#options;
    // Each further question to a network folder that is away would hold one more of the few threads that read files.
    if (this.#pending !== null) return this.#stillPending(clock.monotonic() - this.#pending.sinceMs);
    const ending = new AbortController();
    const abort = (): void => ending.abort();
    this.#closing.signal.addEventListener('abort', abort, { once: true });
    if (this.#closing.signal.aborted) abort();
    const looking = look(ending.signal).catch((error: unknown) => ({
      ok: false,
      message: sayFailure(error),
    }));
    this.#pending = { sinceMs: clock.monotonic() };
    void looking.then(() => {
      this.#pending = null;
    });
    try {
      const limitMs = check.timeoutMs + (check.kind === 'command' ? AROUND_COMMAND_MS : 0);
      const over = await bounded(patientClock(clock), limitMs, looking, {
        late: null,
        signal: this.#closing.signal,
      });
      if (over !== null) return over;
      return check.kind === 'command'
        ? this.#stillPending(limitMs)
        : { ok: false, message: `did not answer within ${sayDuration(limitMs)}` };
    } finally {
      this.#closing.signal.removeEventListener('abort', abort);
      abort();
    }
  }

  #stillPending(ms: number): Found {
    const { kind, timeoutMs } = this.#options.check;
    if (kind !== 'command') return { ok: false, message: `has not answered for ${sayDuration(ms)}`, ms };
    const within = sayDuration(timeoutMs + AROUND_COMMAND_MS);
    const message = `could not be looked at within ${within}: Signalbox did not get its command started, or ended`;
    return { ok: null, message, ms: null };
  }

  async #wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, resolve);
    this.#cancel = () => {
      cancel();
      resolve();
    };
    await promise;
  }

  #settle({ ok, message, ms }: Timed): void {
    const { clock, onFinding } = this.#options;
    const before = this.#finding;
    const checked_at = new Date(clock.now()).toISOString();
    const status = ok === null ? 'unknown' : ok ? 'healthy' : 'unhealthy';
    this.#finding = { status, message, ms: ms === null ? null : Math.round(ms * 100) / 100, checked_at };
    onFinding(this.#finding, before, this.#turn(ok));
  }

  #turn(ok: boolean | null): Turn | null {
    const nowMs = this.#options.clock.monotonic();
    const downSinceMs = this.#downSinceMs;
    if (ok === null || ok === (downSinceMs === null)) return null;
    this.#downSinceMs = ok ? null : nowMs;
    return downSinceMs === null ? { kind: 'down' } : { kind: 'back', downMs: nowMs - downSinceMs };
  }
}
