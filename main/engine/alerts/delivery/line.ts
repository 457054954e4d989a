import type { Clock } from '../../ports.ts';
import { within } from '../../process/process.ts';
import type { Attempt, Message } from '../channels/attempt.ts';
import { backoffMs, isTriedEnough } from './backoff.ts';
import type { Entry, Outbox } from './outbox.ts';

/** After a restart no wait is longer than what a receiver may ask for, whatever became of the clock meanwhile. */
const LONGEST_WAIT_MS = 3_600_000;
/** For a try that is on its way when the engine ends. */
const CLOSE_LIMIT_MS = 2_000;

interface LineOptions {
  readonly channel: string;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: () => number;
  /** Tries once; never rejects. */
  readonly attempt: (message: Message, signal: AbortSignal) => Promise<Attempt>;
  readonly isCommand: () => boolean;
  readonly onChange: () => void;
  readonly onDead: (entry: Entry, why: string) => void;
}

/** The way to one channel: one message at a time, in the order in which they came. */
export class Line {
  readonly #options: LineOptions;
  readonly #closing = new AbortController();
  #cancelWait: (() => void) | null = null;
  #trying: Promise<void> | null = null;
  #isClosing = false;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** Sends what waits. With `isNow` nothing is waited for that a failed try would wait for. */
  go(isNow = false): void {
    if (this.#isClosing || this.#trying !== null) return;
    if (isNow) this.#stopWaiting();
    if (this.#cancelWait !== null) return;
    const { outbox, channel, clock } = this.#options;
    const entry = outbox.next(channel);
    if (entry === null) return;
    const waitMs = isNow || entry.nextTryAtMs === null ? 0 : entry.nextTryAtMs - clock.now();
    if (waitMs > 0) this.#wait(Math.min(waitMs, LONGEST_WAIT_MS));
    else this.#start(entry);
  }

  /** A try that is on its way may come to its end for two seconds; what is not sent then waits for the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopWaiting();
    const trying = this.#trying;
    if (trying !== null) await within(this.#options.clock, CLOSE_LIMIT_MS, trying);
    this.#closing.abort();
    await trying;
  }

  #wait(ms: number): void {
    if (this.#isClosing) return;
    this.#cancelWait = this.#options.clock.after(ms, () => {
      this.#cancelWait = null;
      const entry = this.#options.outbox.next(this.#options.channel);
      if (entry !== null) this.#start(entry);
    });
  }

  #stopWaiting(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  #start(entry: Entry): void {
    this.#trying = this.#try(entry).finally(() => {
      this.#trying = null;
      this.go();
    });
  }

  async #try(entry: Entry): Promise<void> {
    const { outbox, attempt, clock, onChange } = this.#options;
    const notification = outbox.notificationOf(entry.id);
    if (notification === null) return this.#bury(entry, 'what it said is lost');
    const came = await attempt({ id: entry.id, notification }, this.#closing.signal);
    // Cut off by the end of the engine: it counts as no try.
    if (this.#closing.signal.aborted && came.kind !== 'accepted') return;
    const attempts = entry.attempts + 1;
    const triedAtMs = clock.now();
    if (came.kind === 'accepted') {
      outbox.change(entry.id, { state: 'sent', attempts, triedAtMs, nextTryAtMs: null, error: null });
      onChange();
    } else if (came.kind === 'refused') {
      this.#bury(entry, came.error, attempts);
    } else {
      this.#tryAgain({ ...entry, attempts, triedAtMs }, came);
    }
  }

  #tryAgain(entry: Entry, { error, retryAfterMs }: Extract<Attempt, { readonly kind: 'failed' }>): void {
    const { outbox, clock, random, onChange, isCommand } = this.#options;
    const { attempts, triedAtMs, createdAtMs } = entry;
    if (isTriedEnough(attempts, clock.now() - createdAtMs, isCommand())) {
      this.#bury(entry, error, attempts);
      return;
    }
    const waitMs = Math.max(retryAfterMs ?? 0, backoffMs(attempts, random));
    outbox.change(entry.id, { attempts, triedAtMs, error, nextTryAtMs: clock.now() + waitMs });
    this.#wait(waitMs);
    onChange();
  }

  #bury(entry: Entry, error: string, attempts = entry.attempts): void {
    const { outbox, clock, onDead, onChange } = this.#options;
    outbox.change(entry.id, {
      state: 'dead',
      attempts,
      error,
      triedAtMs: clock.now(),
      nextTryAtMs: null,
    });
    onDead(entry, error);
    onChange();
  }
}
