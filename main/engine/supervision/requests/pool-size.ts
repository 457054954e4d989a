import type { InstanceSettings } from '../../configuration/configuration.ts';

/** Between two growths, so that those that were just started get a chance to take the load. */
const GROW_EACH_MS = 1_000;
/** After any change, before one instance less is wanted. */
const SHRINK_EACH_MS = 30_000;
/** The highest use of this time is what the pool must still be able to carry. */
const WINDOW_MS = 60_000;

export interface PoolMemory {
  /** Instances that are wanted. */
  readonly target: number;
  /** Requests in flight and queued, at the last look. */
  readonly use: number;
  /** Highest uses of the window, highest first, each with the moment it ended. */
  readonly peaks: readonly { readonly use: number; readonly endedMs: number }[];
  readonly grewMs: number;
  readonly changedMs: number;
}

export const freshPool: PoolMemory = {
  target: 0,
  use: 0,
  peaks: [],
  grewMs: Number.NEGATIVE_INFINITY,
  changedMs: Number.NEGATIVE_INFINITY,
};

export interface PoolFacts extends InstanceSettings {
  /** Monotonic milliseconds. */
  readonly nowMs: number;
  readonly ready: number;
  /** Launched or waiting for their turn, not ready yet. */
  readonly starting: number;
  readonly inFlight: number;
  readonly queued: number;
}

export interface PoolStep {
  readonly memory: PoolMemory;
  /** Instances to run, `min` to `max`. */
  readonly target: number;
  /** When to look again though no fact changes; null when only facts can change the target. */
  readonly lookAtMs: number | null;
}

/**
 * How many instances a pool should have. Enough for all that is in flight and queued, and one to spare while it is
 * used, so that a crash leaves no busy pool without a ready one; one more where instances that should be there are
 * down. It grows to that at once, but doubles at most and only once a second. It gives up one instance each 30 s while
 * it has more than the last minute's highest use would have asked for: so it can't swing, for after a shrinkage it
 * grows only for a use that this minute has not seen.
 */
export function nextPoolSize(memory: PoolMemory, facts: PoolFacts): PoolStep {
  const { nowMs, min, max } = facts;
  const use = facts.inFlight + facts.queued;
  const before = Math.min(max, Math.max(min, memory.target));
  const peaks = peaksWith(memory, use, nowMs);
  // Those that were not asked for before are not missing.
  const isDown = facts.ready + facts.starting < Math.min(before, memory.target);
  const wanted = sizeFor(use, isDown, facts);
  const kept = sizeFor(Math.max(use, peaks[0]?.use ?? 0), isDown, facts);
  const mayGrow = nowMs >= memory.grewMs + GROW_EACH_MS;
  const mayShrink = nowMs >= memory.changedMs + SHRINK_EACH_MS;

  let target = before;
  if (wanted > before && mayGrow) target = Math.min(wanted, 2 * before);
  else if (kept < before && mayShrink) target = before - 1;
  const grewMs = target > before ? nowMs : memory.grewMs;
  const changedMs = target === memory.target ? memory.changedMs : nowMs;
  const next: PoolMemory = { target, use, peaks, grewMs, changedMs };
  return { memory: next, target, lookAtMs: lookAt(next, { wanted, kept }) };
}

function sizeFor(use: number, isDown: boolean, { min, max, concurrency }: PoolFacts): number {
  if (use === 0) return min;
  const spare = isDown ? 2 : 1;
  return Math.min(max, Math.max(min, Math.ceil(use / concurrency) + spare));
}

/** A use lasts until another is seen, so it is its end that ages. What a higher one outlives is of no interest. */
function peaksWith(memory: PoolMemory, use: number, nowMs: number): PoolMemory['peaks'] {
  const young = memory.peaks.filter(({ endedMs }) => endedMs > nowMs - WINDOW_MS);
  if (memory.use <= use) return young;
  return [...young.filter((peak) => peak.use > memory.use), { use: memory.use, endedMs: nowMs }];
}

function lookAt(
  { target, peaks, grewMs, changedMs }: PoolMemory,
  { wanted, kept }: { wanted: number; kept: number },
): number | null {
  if (wanted > target) return grewMs + GROW_EACH_MS;
  if (kept < target) return changedMs + SHRINK_EACH_MS;
  const highest = peaks[0];
  return highest !== undefined && wanted < target ? highest.endedMs + WINDOW_MS : null;
}
