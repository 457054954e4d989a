import type { EngineStarter } from './engine-starter.ts';
import type { Demand } from './reach-engine.ts';

const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 1_000;
/** A connection that lasted so long was a good one: the next is tried for at once. */
const GOOD_MS = 5_000;

export interface Limits {
  /** For the first connection, with the start of an engine. */
  readonly firstMs: number;
  /** How long a request waits for the engine to come back. */
  readonly returnMs: number;
  /** An engine that went away may be on its way back, as in an update; only then another is started. */
  readonly graceMs: number;
}

export interface PatienceOptions {
  readonly limits: Limits;
  /** Null where no engine may be started. */
  readonly loadStarter: (() => Promise<EngineStarter>) | null;
  /** Since when a request waits; null when none does. */
  readonly waitingSinceMs: () => number | null;
  /** Time is up for those that wait. What to do then: to look on for the sake of later ones, or not. */
  readonly onExpired: (why: string) => 'go-on' | 'give-up';
}

/**
 * How long a client waits for an engine, and when one is started for it. The first time at once: the client wants a
 * server. Later only for a request that waits: an engine that its owner ended stays ended while nobody asks for anything.
 */
export class Patience implements Demand {
  private readonly options: PatienceOptions;
  private loaded: EngineStarter | null = null;
  private isFirst = true;
  private sinceMs = performance.now();
  /** Before the next try; none before the first. */
  private pauseMs = 0;
  private endPause: (() => void) | null = null;

  constructor(options: PatienceOptions) {
    this.options = options;
  }

  /** There was a connection, and it broke after that time. */
  restart(lastedMs: number): void {
    this.isFirst = false;
    this.sinceMs = performance.now();
    if (lastedMs >= GOOD_MS) this.pauseMs = FIRST_PAUSE_MS;
  }

  /** Something waits since now. */
  wake(): void {
    this.endPause?.();
  }

  async ready(): Promise<void> {
    if (this.pauseMs > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, Math.min(this.pauseMs, this.untilStartMs()));
      this.endPause = resolve;
      await promise;
      clearTimeout(timer);
      this.endPause = null;
    }
    this.pauseMs = Math.min(Math.max(this.pauseMs * 2, FIRST_PAUSE_MS), LAST_PAUSE_MS);
  }

  async starter(): Promise<EngineStarter | null> {
    const { loadStarter, waitingSinceMs } = this.options;
    if (loadStarter === null) return null;
    const isWanted = this.isFirst || (waitingSinceMs() !== null && this.graceLeftMs() <= 0);
    if (!isWanted) return null;
    this.loaded ??= await loadStarter();
    // An engine that starts is there within a second, and its client waits.
    this.pauseMs = FIRST_PAUSE_MS;
    return this.loaded;
  }

  failed(why: string, isFinal: boolean): 'go-on' | 'give-up' {
    const { limits, loadStarter, waitingSinceMs, onExpired } = this.options;
    const nowMs = performance.now();
    if (this.isFirst) {
      const isOver = isFinal || loadStarter === null || nowMs - this.sinceMs >= limits.firstMs;
      return isOver ? onExpired(why) : 'go-on';
    }
    const waitingMs = nowMs - (waitingSinceMs() ?? nowMs);
    return isFinal || waitingMs >= limits.returnMs ? onExpired(why) : 'go-on';
  }

  private graceLeftMs(): number {
    return this.options.limits.graceMs - (performance.now() - this.sinceMs);
  }

  /** Who waits for the end of the grace, with what was sent again or with something new, waits no longer than that. */
  private untilStartMs(): number {
    const { loadStarter, waitingSinceMs } = this.options;
    const leftMs = this.graceLeftMs();
    const isAwaited = !this.isFirst && leftMs > 0 && loadStarter !== null && waitingSinceMs() !== null;
    // A timer may be a little early.
    return isAwaited ? Math.ceil(leftMs) + 1 : Number.POSITIVE_INFINITY;
  }
}
