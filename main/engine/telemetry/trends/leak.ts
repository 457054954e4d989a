import type { Step } from '../history/history.ts';
import { middle, type Point, pairSlopes } from './theil-sen.ts';

const HOUR_MS = 3_600_000;

/** Longer than garbage collectors take between two great collections: the least of a bucket is what stays in use. */
export const LEAK_BUCKET_MS = 40 * 60_000;
/** Six hours. */
const WINDOW_BUCKETS = 9;
/** The machine may have slept through one of them, but for the first. */
const MIN_BUCKETS = 8;
/** The rule must hold for the window that ends now, and for those that ended one and two buckets ago. */
const CONFIRMATIONS = 3;
/** How far back the rule looks: 7 h 20 min. */
export const LEAK_SPAN_MS = (WINDOW_BUCKETS + CONFIRMATIONS - 1) * LEAK_BUCKET_MS;

const MIN_RISING_PAIRS = 0.9;
/** What levels off, as a warm-up does, has a later half that is flatter than this share of the whole. */
const MIN_RECENT_SHARE = 0.5;
const MIN_GROWTH = 0.05;
/** Of the growth, by the two greatest rises from one bucket to the next: what grows in jumps has been given more to do. */
const MAX_JUMPS_SHARE = 0.7;

/**
 * How fast the memory of a process rises, in bytes an hour, when it rises as a leak does: slowly perhaps, but without
 * giving back; null when it does not. docs/telemetry.md says what the rule finds and how often it is wrong.
 *
 * @param buckets of {@link LEAK_BUCKET_MS}, of one process, oldest first, each of them over
 */
export function leakPerHour(buckets: readonly Pick<Step, 'atMs' | 'min'>[]): number | null {
  const last = buckets.at(-1)?.atMs;
  if (last === undefined) return null;
  let newest: number | null = null;
  for (let back = 0; back < CONFIRMATIONS; back++) {
    const end = last - back * LEAK_BUCKET_MS;
    const begin = end - (WINDOW_BUCKETS - 1) * LEAK_BUCKET_MS;
    const window = buckets.filter(({ atMs }) => atMs >= begin && atMs <= end);
    const slope = window[0]?.atMs === begin ? risePerBucket(window) : null;
    if (slope === null) return null;
    newest ??= slope;
  }
  return newest === null ? null : newest * (HOUR_MS / LEAK_BUCKET_MS);
}

/** Over one window; null when it does not rise as the rule has it. */
function risePerBucket(buckets: readonly Pick<Step, 'atMs' | 'min'>[]): number | null {
  if (buckets.length < MIN_BUCKETS) return null;
  const points = buckets.map(({ atMs, min }): Point => ({ x: atMs / LEAK_BUCKET_MS, y: min }));
  const slopes = pairSlopes(points);
  const slope = middle(slopes) ?? 0;
  const rising = slopes.filter((one) => one > 0).length;
  const recent = middle(pairSlopes(points.slice(Math.floor(points.length / 2)))) ?? 0;
  const level = middle(Float64Array.from(points, ({ y }) => y).sort()) ?? 0;
  const holds =
    slope > 0 &&
    rising >= MIN_RISING_PAIRS * slopes.length &&
    recent >= MIN_RECENT_SHARE * slope &&
    slope * WINDOW_BUCKETS >= MIN_GROWTH * level &&
    !jumps(buckets);
  return holds ? slope : null;
}

function jumps(buckets: readonly Pick<Step, 'min'>[]): boolean {
  const rises = buckets.slice(1).map(({ min }, at) => min - (buckets[at]?.min ?? min));
  const [greatest = 0, second = 0] = rises.toSorted((a, b) => b - a);
  const growth = rises.reduce((sum, rise) => sum + rise, 0);
  return greatest + second > MAX_JUMPS_SHARE * growth;
}
