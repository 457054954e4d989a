import type { LifecycleEvent } from '#contract/history.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerState } from '#contract/server-state.ts';

const HOUR_MS = 3_600_000;
/** Ready for so long after a crash loop, it is over: as long as a process must live for its end to be a one-off. */
const STEADY_MS = 60_000;
/** Nearly always enough; else as many as can happen to one server within an hour. */
const FEW_EVENTS = 20;
const MAX_EVENTS = 300;

const DOWN: ReadonlySet<ServerState> = new Set(['backing-off', 'crash-looping', 'failed']);
const LIMITS: ReadonlySet<string> = new Set(['memory-limit', 'process-limit']);
/** A process that was there and ended, as against one that never came to be. */
const ENDED: ReadonlySet<string> = new Set(['exited', 'killed', 'out-of-memory', 'exit-unusable']);

/** What one server went through lately, by the clock that never jumps. */
export class ServerPast {
  /** Within the last hour, oldest first. */
  downs: readonly number[] = [];
  limitRestarts: readonly number[] = [];
  /** When it came back after it was lost. */
  returns: readonly number[] = [];
  /** From the probe that made it so until it answers again, also while it is restarted for that. */
  isHung = false;
  /** From its first trial until it has been ready for a minute: a trial that begins is no end of it. */
  isLooping = false;
  /** Until it is ready, also while it is tried again. */
  hasFailed = false;
  /** It has been ready since Signalbox started, or since its owner changed it: before, nothing says it is well. */
  hasBeenReady = false;
  /** The same for having been ready for a minute. */
  hasBeenSteady = false;
  #readySinceMs: number | null = null;
  #isMissed = false;
  #known = '';
  #lastEvent: { readonly id: number; readonly at: string } | null = null;

  /** `events` gives the newest events of this server, newest first; asked only when the view tells of something new. */
  note(
    view: ServerView,
    now: { readonly wallMs: number; readonly monotonicMs: number },
    events: (limit: number) => readonly LifecycleEvent[],
  ): void {
    const { state, pid, restarts, limit_restarts, started_at, hung } = view;
    const signature = `${state} ${pid} ${restarts} ${limit_restarts} ${started_at} ${hung}`;
    if (signature !== this.#known) {
      const isSameRun = this.#known.split(' ')[4] === String(started_at);
      if (!isSameRun) this.#readySinceMs = null;
      this.#known = signature;
      const few = events(FEW_EVENTS);
      const isEnough = few.length < FEW_EVENTS || few.some((event) => this.#isOld(event, now.wallMs));
      this.#take(isEnough ? few : events(MAX_EVENTS), now, view.location === 'remote');
    }
    this.#follow(view, now.monotonicMs);
    const fromMs = now.monotonicMs - HOUR_MS;
    this.downs = since(this.downs, fromMs);
    this.limitRestarts = since(this.limitRestarts, fromMs);
    this.returns = since(this.returns, fromMs);
  }

  /** What its owner has just changed or started is judged by what it does from now on. */
  forgive(): void {
    this.downs = [];
    this.returns = [];
    this.#isMissed = false;
    this.isLooping = false;
    this.hasFailed = false;
    this.isHung = false;
    this.hasBeenReady = false;
    this.hasBeenSteady = false;
  }

  #follow({ state, problem, hung }: ServerView, nowMs: number): void {
    if (state === 'stopped') {
      this.isHung = this.isLooping = this.hasFailed = false;
      this.#readySinceMs = null;
      return;
    }
    if (state === 'ready') {
      this.#readySinceMs ??= nowMs;
      this.hasFailed = false;
      this.hasBeenReady = true;
      if (nowMs - this.#readySinceMs >= STEADY_MS) {
        this.isLooping = false;
        this.hasBeenSteady = true;
      }
    } else this.#readySinceMs = null;
    if (state === 'crash-looping') this.isLooping = true;
    if (state === 'failed') this.hasFailed = true;
    if (hung || problem?.code === 'hung') this.isHung = true;
    // A restart that comes to nothing is no answer, whatever it fails by.
    else if (state === 'ready') this.isHung = false;
  }

  #take(
    newest: readonly LifecycleEvent[],
    now: { readonly wallMs: number; readonly monotonicMs: number },
    isRemote: boolean,
  ): void {
    const end = newest.findIndex((event) => this.#isOld(event, now.wallMs));
    const news = (end === -1 ? newest : newest.slice(0, end)).toReversed();
    for (const event of news) {
      const agoMs = Math.max(0, now.wallMs - Date.parse(event.at));
      this.#event(event, now.monotonicMs - agoMs, isRemote);
    }
    const [first] = newest;
    if (first !== undefined) this.#lastEvent = { id: first.id, at: first.at };
  }

  /** Known already, or too long ago to count. */
  #isOld({ id, at }: LifecycleEvent, wallMs: number): boolean {
    const last = this.#lastEvent;
    if (wallMs - Date.parse(at) >= HOUR_MS) return true;
    if (last === null) return false;
    // Their order, whatever the clock did; but what could not be written to disk yet has numbers below zero.
    return id > 0 && last.id > 0 ? id <= last.id : id === last.id || at < last.at;
  }

  #event({ from, to, code }: LifecycleEvent, atMs: number, isRemote: boolean): void {
    if (LIMITS.has(code)) {
      if (to !== 'ready' && to !== 'failed') this.limitRestarts = [...this.limitRestarts, atMs];
      return;
    }
    if (to === 'ready') {
      if (this.#isMissed && from !== 'ready') this.returns = [...this.returns, atMs];
      this.#isMissed = false;
      return;
    }
    if (!DOWN.has(to) || DOWN.has(from)) return;
    const wasUp = from === 'ready';
    this.#isMissed ||= wasUp;
    // A connection that can't be made again is no further loss; a process that dies in its start has died.
    if (wasUp || (!isRemote && ENDED.has(code))) this.downs = [...this.downs, atMs];
  }
}

function since(times: readonly number[], fromMs: number): readonly number[] {
  const [first] = times;
  return first === undefined || first > fromMs ? times : times.filter((at) => at > fromMs);
}
