/**
 * How long a server waits before its next start, and when it counts as looping. Chosen after comparing ten
 * supervisors: short for a one-off, doubling for a series, rare trials instead of giving up.
 */

/** The wait after an end that followed at least {@link HEALTHY_MS} of health: a one-off. */
const FIRST_AFTER_HEALTH_MS = 250;
const FIRST_MS = 1_000;
const CAP_MS = 60_000;
const HEALTHY_MS = 60_000;
/** Half-width of the jitter: servers that die together must not come back together. */
const JITTER = 0.25;

/** Early deaths count for so long. */
const LOOP_WINDOW_MS = 10 * 60_000;
/** The waits before the first, the second and all later trials of a crash loop. */
const TRIAL_WAITS_MS = [5 * 60_000, 10 * 60_000, 15 * 60_000] as const;

export interface BackoffMemory {
  /** Failures since it was last settled, started by hand or edited. */
  readonly failures: number;
  /** When it died early, monotonic milliseconds, oldest first, within the window. */
  readonly earlyDeaths: readonly number[];
  /** Trials made in this crash loop; 0 outside of one. */
  readonly trials: number;
}

export const freshBackoff: BackoffMemory = { failures: 0, earlyDeaths: [], trials: 0 };

export interface BackoffDecision {
  readonly memory: BackoffMemory;
  readonly delayMs: number;
  readonly looping: boolean;
}

/**
 * Decides after a failure. `readyMs` is how long it had been ready, 0 if it never was. Once settled, a server's memory
 * is {@link freshBackoff} again, so what is counted here are ends that came too early.
 */
export function backOff(
  memory: BackoffMemory,
  readyMs: number,
  settled: boolean,
  context: {
    readonly nowMs: number;
    readonly random: number;
    /**
     * This many early deaths within {@link LOOP_WINDOW_MS} make a crash loop. Null for a connection, of which there is
     * nothing to spare: it keeps to the longest wait.
     */
    readonly loopDeaths: number | null;
  },
): BackoffDecision {
  const jitter = 1 + JITTER * (2 * context.random - 1);
  const earlyDeaths = settled
    ? []
    : [...memory.earlyDeaths.filter((at) => context.nowMs - at < LOOP_WINDOW_MS), context.nowMs];
  const next = { ...memory, failures: memory.failures + 1, earlyDeaths };
  const { loopDeaths } = context;
  if (loopDeaths !== null && (memory.trials > 0 || earlyDeaths.length >= loopDeaths)) {
    const waitMs = TRIAL_WAITS_MS[Math.min(memory.trials, TRIAL_WAITS_MS.length - 1)] ?? CAP_MS;
    return { memory: { ...next, trials: memory.trials + 1 }, delayMs: waitMs * jitter, looping: true };
  }
  const delayMs =
    memory.failures === 0 && readyMs >= HEALTHY_MS
      ? FIRST_AFTER_HEALTH_MS
      : Math.min(CAP_MS, FIRST_MS * 2 ** memory.failures);
  return { memory: next, delayMs: delayMs * jitter, looping: false };
}

/** How long a server must be ready, answering probes, before its past is forgotten. */
export function settleMs(startMs: number): number {
  return Math.max(30_000, 2 * startMs);
}

/** Restarts for a limit that are allowed within {@link LIMIT_WINDOW_MS}; after that it is only told. */
const LIMIT_RESTARTS = 3;
const LIMIT_WINDOW_MS = 60 * 60_000;

/** The limit restarts to remember with one more, or null when there were too many: another would not mend it. */
export function countLimitRestart(times: readonly number[], nowMs: number): readonly number[] | null {
  const recent = times.filter((at) => nowMs - at < LIMIT_WINDOW_MS);
  return recent.length >= LIMIT_RESTARTS ? null : [...recent, nowMs];
}
