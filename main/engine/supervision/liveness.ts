import type { ServerConfig } from '../configuration/configuration.ts';
import type { McpSession } from '../mcp/mcp.ts';
import type { Clock } from '../ports.ts';
import { ProbeTimes } from './verdict/probe-times.ts';

/** Watches whether a ready server still answers. */
export interface Liveness {
  /** Probes in a row without any sign of life, but for those that say nothing. */
  readonly missed: number;
  /** Round trip of the last answered probe, milliseconds; null before the first. */
  readonly probeMs: number | null;
  /** Of all that were answered. */
  readonly times: Pick<ProbeTimes, 'recentMs' | 'usualMs'>;
  /** The latest probe was missed while a client's call was in flight: many servers answer nothing else meanwhile. */
  readonly isBusy: boolean;
  /** `onHung` was told, and there was no sign of life since. */
  readonly isHung: boolean;
  /** Any message from the server is life, a late answer too. */
  noteActivity(): void;
  close(): void;
}

export interface LivenessOptions {
  readonly session: Pick<McpSession, 'probe' | 'calls'>;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads the probes of many servers, since a burst measures only itself (measured). */
  readonly random: () => number;
  /** Read before each probe, so that an edit of the settings takes effect without a restart. */
  readonly settings: () => ServerConfig['liveness'];
  /** Something to be seen here may have changed. */
  readonly onChange: () => void;
  /**
   * So many probes in a row were missed as the settings allow. Told once, and no probe follows; where a hang is only
   * told (`onHang: 'alert'`) the probes go on.
   */
  readonly onHung: () => void;
  /** The first sign of life after `onHung`, where a hang is only told. */
  readonly onAnswersAgain: () => void;
}

/** A timer may fire this much of an interval early by another clock. */
const TOLERANCE = 0.1;
/** A shorter gap is a busy machine, whatever the interval. */
const GAP_MIN_MS = 1_000;

/**
 * Probes once per interval.
 *
 * 1. A miss counts only when there was no sign of life since its probe was sent, and any sign of life, a late answer
 *    too, takes back all misses: so a server is hung once it has been silent through as many probes as are allowed.
 * 2. A miss says nothing while a client's call is in flight that was sent when the server still showed life: it may be
 *    what keeps the server busy. A call that came later can't excuse an older silence, or a server that hangs would
 *    never be found as long as its clients try again.
 * 3. Where time passed without this process (the machine slept, the process was stopped), nothing counts that was asked
 *    before one whole interval after the wake, and what was missed before is forgiven.
 */
export function watchLiveness(options: LivenessOptions): Liveness {
  const { clock, session } = options;
  let missed = 0;
  let probeMs: number | null = null;
  const times = new ProbeTimes();
  let isBusy = false;
  let isHung = false;
  /** The latest message. */
  let activityMs = clock.monotonic();
  /** Up to here the server is known, or given the benefit of the doubt, to have been alive. */
  let aliveMs = activityMs;
  let countsFromMs = activityMs;
  let looked = { monotonicMs: activityMs, wallMs: clock.now() };
  let closed = false;
  let cancel = schedule(options.settings().intervalMs * options.random());

  function schedule(ms: number): () => void {
    const waitMs = Math.max(0, ms);
    return clock.after(waitMs, () => void probe(waitMs));
  }

  async function probe(waitedMs: number): Promise<void> {
    const { intervalMs, timeoutMs } = options.settings();
    noteGap(waitedMs, intervalMs);
    const sentMs = clock.monotonic();
    const result = await session.probe(timeoutMs);
    if (closed) return;
    noteGap(timeoutMs, intervalMs);
    if (result.ok) {
      probeMs = result.ms;
      times.add(result.ms);
    }
    // A late answer to the probe before has taken its miss back already.
    const isAlive = result.ok || result.why === 'error' || activityMs > sentMs;
    isBusy = !isAlive && works();
    if (isAlive) noteLife();
    else if (!isBusy && sentMs >= countsFromMs - intervalMs * TOLERANCE) missed += 1;
    const { misses, onHang } = options.settings();
    if (missed >= misses && (!isHung || onHang === 'restart')) {
      isHung = true;
      options.onHung();
      if (closed || onHang === 'restart') return;
    }
    options.onChange();
    cancel = schedule(intervalMs - (clock.monotonic() - sentMs));
  }

  /** @param expectedMs the longest that should have passed since the look before */
  function noteGap(expectedMs: number, intervalMs: number): void {
    const monotonicMs = clock.monotonic();
    const wallMs = clock.now();
    const passedMs = monotonicMs - looked.monotonicMs;
    // Asleep, some systems stop the monotonic clock and some let it run.
    const gapMs = Math.max(passedMs - expectedMs, wallMs - looked.wallMs - passedMs);
    looked = { monotonicMs, wallMs };
    if (gapMs < Math.max(GAP_MIN_MS, intervalMs / 2)) return;
    missed = 0;
    aliveMs = monotonicMs;
    countsFromMs = monotonicMs + intervalMs;
  }

  function works(): boolean {
    const { inFlight, oldestSinceMs, lastProgressMs } = session.calls;
    if (inFlight === 0 || oldestSinceMs === null) return false;
    const { intervalMs, misses } = options.settings();
    const patienceMs = intervalMs * misses;
    if (oldestSinceMs <= aliveMs + patienceMs) return true;
    return lastProgressMs !== null && clock.monotonic() - lastProgressMs <= patienceMs;
  }

  function noteLife(): void {
    missed = 0;
    isBusy = false;
    aliveMs = clock.monotonic();
    if (!isHung) return;
    isHung = false;
    options.onAnswersAgain();
  }

  return {
    get missed() {
      return missed;
    },
    get probeMs() {
      return probeMs;
    },
    times,
    get isBusy() {
      return isBusy;
    },
    get isHung() {
      return isHung;
    },
    noteActivity() {
      activityMs = clock.monotonic();
      aliveMs = activityMs;
      // A late answer falls between two probes as well as into one.
      missed = 0;
      if (isHung && !closed) noteLife();
    },
    close() {
      closed = true;
      cancel();
    },
  };
}
