import type { Trend } from '#contract/metric.ts';
import type { Step } from '../history/history.ts';
import { LEAK_BUCKET_MS, leakPerHour } from './leak.ts';
import { type MovementRule, mergeSteps, movementPerHour } from './movement.ts';
import { sayTrend } from './say-trend.ts';
import type { TrendMetric } from './trends.ts';

/** Of the steps that trends are made from. Divides {@link LEAK_BUCKET_MS}. */
export const STEP_MS = 2 * 60_000;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LONG_MS = 6 * HOUR_MS;
const SHORT_MS = HOUR_MS;
/** Less than this is not looked at. */
const LEAST_MS = 15 * MINUTE_MS;
/** What a figure is now: its mean over the last ten minutes. */
const NOW_MS = 10 * MINUTE_MS;

/** A line says something about the future for so many times as long as it was seen. */
const HORIZON_WINDOWS = 3;
/** A leak goes on; but nobody knows what is in more than a week. */
const HORIZON_MS = 7 * DAY_MS;

const mean = ({ sum, count }: Step): number => sum / count;
const RULES: Readonly<Record<TrendMetric, MovementRule>> = {
  memory_bytes: { floor: 2 ** 20, valueOf: ({ min }) => min },
  cpu_percent: { floor: 1, valueOf: mean },
  threads: { floor: 2, valueOf: mean },
  open_files: { floor: 2, valueOf: mean },
};
export const TREND_METRICS = Object.keys(RULES) as readonly TrendMetric[];

export interface TrendSubject {
  readonly server: string;
  readonly metric: TrendMetric;
  readonly limit: number | null;
}

/**
 * How a figure moves, over up to six hours; when nothing is seen there, over the last hour, in which it must have gone
 * where it had not been before. Null while less than 15 minutes are known, or nothing of the last ten.
 *
 * @param steps of {@link STEP_MS}, of one process, oldest first, each of them over; memory: of the last 7 h 20 min
 * @param endMs when the last step was over, with samples or without
 */
export function judgeTrend(subject: TrendSubject, steps: readonly Step[], endMs: number): Trend | null {
  if ((steps.at(-1)?.atMs ?? 0) < endMs - NOW_MS) return null;
  const long = steps.filter(({ atMs }) => atMs >= endMs - LONG_MS);
  const known = long[0];
  if (known === undefined || endMs - known.atMs < LEAST_MS) return null;
  const leak = subject.metric === 'memory_bytes' ? leakPerHour(wholeBuckets(steps, endMs)) : null;
  const rule = RULES[subject.metric];
  const slow = leak ?? movementPerHour(long, STEP_MS, rule);
  const fast = slow === null ? recentMovement(long, endMs, rule) : null;
  const window = fast === null ? long : long.filter(({ atMs }) => atMs >= endMs - SHORT_MS);
  return describe(subject, window, { endMs, slope: slow ?? fast, leak: leak !== null });
}

/** Of the last hour, when it led where the hours before had not been: else it is their usual up and down. */
function recentMovement(steps: readonly Step[], endMs: number, rule: MovementRule): number | null {
  const recent = steps.filter(({ atMs }) => atMs >= endMs - SHORT_MS);
  const before = steps.slice(0, steps.length - recent.length);
  const slope = before.length === 0 ? null : movementPerHour(recent, STEP_MS, rule);
  if (slope === null) return null;
  const now = levelNow(recent, endMs);
  const isNew =
    slope > 0
      ? now > before.reduce((most, { max }) => Math.max(most, max), -Infinity)
      : now < before.reduce((least, { min }) => Math.min(least, min), Infinity);
  return isNew ? slope : null;
}

/**
 * Those that are over, and of which at least half was seen: the first of a process, say, does not have the least of its
 * time. By steps, for samples come faster while somebody looks.
 */
function wholeBuckets(steps: readonly Step[], endMs: number): Step[] {
  const bucketOf = ({ atMs }: Step): number => Math.floor(atMs / LEAK_BUCKET_MS);
  const seen = new Map<number, number>();
  for (const step of steps) seen.set(bucketOf(step), (seen.get(bucketOf(step)) ?? 0) + 1);
  return mergeSteps(steps, LEAK_BUCKET_MS).filter(
    (bucket) =>
      bucket.atMs + LEAK_BUCKET_MS <= endMs &&
      (seen.get(bucketOf(bucket)) ?? 0) * 2 * STEP_MS >= LEAK_BUCKET_MS,
  );
}

function describe(
  { server, metric, limit }: TrendSubject,
  steps: readonly Step[],
  { endMs, slope, leak }: { endMs: number; slope: number | null; leak: boolean },
): Trend {
  const startMs = steps[0]?.atMs ?? endMs;
  const samples = steps.reduce((count, step) => count + step.count, 0);
  const peak = steps.reduce((most, step) => (step.max > most.max ? step : most), steps[0] ?? NOTHING);
  const now = levelNow(steps, endMs);
  const horizonMs = leak ? HORIZON_MS : Math.min(HORIZON_MS, HORIZON_WINDOWS * (endMs - startMs));
  const leftMs = limit === null || slope === null || slope <= 0 ? null : ((limit - now) / slope) * HOUR_MS;
  const reachesInMs = leftMs === null || leftMs <= 0 || leftMs > horizonMs ? null : leftMs;
  return {
    server,
    metric,
    from: isoTime(startMs),
    to: isoTime(endMs),
    samples,
    average: steps.reduce((sum, step) => sum + step.sum, 0) / samples,
    peak: peak.max,
    peak_at: isoTime(peak.atMs),
    slope_per_hour: slope,
    limit,
    reaches_limit_at: reachesInMs === null ? null : isoTime(endMs + reachesInMs),
    is_leak: leak,
    sentence:
      slope === null
        ? null
        : sayTrend({ metric, slope, now, windowMs: endMs - startMs, limit, reachesInMs, leak }),
  };
}

const NOTHING: Step = { atMs: 0, min: 0, max: 0, sum: 0, count: 0 };

function levelNow(steps: readonly Step[], endMs: number): number {
  const last = steps.filter(({ atMs }) => atMs >= endMs - NOW_MS);
  return last.reduce((sum, step) => sum + step.sum, 0) / last.reduce((count, step) => count + step.count, 0);
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
