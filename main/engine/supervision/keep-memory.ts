import type { Clock } from '../ports.ts';
import type { ServerMemory } from '../state/state.ts';
import type { Memory } from './life.ts';

/** What of a server's memory outlives the engine. Moments are wall time on disk and monotonic in the lifecycle. */
type Lasting = Omit<ServerMemory, 'stoppedByOwner' | 'lastExit' | 'lastUsedAtMs'>;

export function toDisk(
  { run, restarts, backoff, trialDueMs, limitRestarts, lastProblem, discover }: Memory,
  clock: Clock,
): Lasting {
  const toWall = clock.now() - clock.monotonic();
  const wall = (at: number) => Math.round(at + toWall);
  return {
    runs: run,
    restarts,
    failures: backoff.failures,
    earlyDeaths: backoff.earlyDeaths.map(wall),
    trials: backoff.trials,
    trialDueAtMs: trialDueMs === null ? null : wall(trialDueMs),
    asksForEra: discover,
    limitRestarts: limitRestarts.map(wall),
    lastProblem,
  };
}

export function fromDisk(kept: ServerMemory, clock: Clock): Partial<Memory> {
  const toMonotonic = clock.monotonic() - clock.now();
  // A wall clock that was set back must not put deaths into the future, where they would never grow old.
  const monotonic = (at: number) => Math.min(at + toMonotonic, clock.monotonic());
  return {
    run: kept.runs,
    restarts: kept.restarts,
    backoff: {
      failures: kept.failures,
      earlyDeaths: kept.earlyDeaths.map(monotonic),
      trials: kept.trials,
    },
    trialDueMs: kept.trialDueAtMs === null ? null : kept.trialDueAtMs + toMonotonic,
    discover: kept.asksForEra,
    limitRestarts: kept.limitRestarts.map(monotonic),
    lastProblem: kept.lastProblem,
  };
}
