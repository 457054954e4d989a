/**
 * Counts of durations in buckets that grow by a factor, so that every quantile is known to within ±4.8 % of its value,
 * however the durations lie. From DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch
 * with relative-error guarantees", VLDB 2019), with a fixed range instead of its collapsing one.
 */
const FACTOR = 1.1;

/** Durations below are counted as this; above {@link MAX_MS} as that. */
export const MIN_MS = 0.001;
/** The end of any request. */
export const MAX_MS = 24 * 3_600_000;

const LOG_FACTOR = Math.log(FACTOR);
const LOWEST = Math.ceil(Math.log(MIN_MS) / LOG_FACTOR);

/** How long the array of counts of one histogram is. */
export const BUCKETS = Math.ceil(Math.log(MAX_MS) / LOG_FACTOR) - LOWEST + 1;

/** Which of the counts a duration belongs to. */
export function bucketOf(ms: number): number {
  if (ms <= MIN_MS) return 0;
  if (ms >= MAX_MS) return BUCKETS - 1;
  return Math.ceil(Math.log(ms) / LOG_FACTOR) - LOWEST;
}

/**
 * The duration that this share of all durations does not pass, in ms; null without any.
 * @param counts of one histogram, or of several that lie one behind the other
 * @param share 0 to 1
 */
export function quantile(counts: Uint32Array, share: number): number | null {
  let all = 0;
  for (const count of counts) all += count;
  if (all === 0) return null;
  const rank = Math.max(1, Math.ceil(share * all));
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    for (let at = bucket; at < counts.length; at += BUCKETS) seen += counts[at] ?? 0;
    if (seen >= rank) return middleOf(bucket);
  }
  return MAX_MS;
}

/** The value that is as far, in proportion, from the least as from the greatest of its bucket. */
function middleOf(bucket: number): number {
  return (2 * FACTOR ** (bucket + LOWEST)) / (FACTOR + 1);
}
