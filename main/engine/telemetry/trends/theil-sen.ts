/** A point of a line; both in any unit. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Fit {
  /** The median of the slopes of all pairs: up to 29 % of the points may be anything without moving it far. */
  readonly slope: number;
  readonly intercept: number;
  /** The interval that holds the true slope in 99 of 100 cases. Both infinite while there are too few points for one. */
  readonly low: number;
  readonly high: number;
  /** How far the points lie from the line: 1.4826 times the median distance, which is σ where the noise is normal. */
  readonly noise: number;
}

/** Of a normal distribution, for 99 %. */
const Z = 2.576;
const SIGMA_OF_MAD = 1.4826;
/** More could hardly be told from 1, at which nothing would ever be sure. */
const MAX_CORRELATION = 0.95;

/**
 * Fits a line by Theil–Sen, with Sen's interval (Sen: "Estimates of the regression coefficient based on Kendall's tau",
 * JASA 63, 1968). Points whose distances from the line resemble those of their neighbours tell less than their number
 * says, so the interval is widened by (1 + r) / (1 - r). Costs n² log n: for less than 500 points. Null for fewer than
 * three, and where all share one x.
 */
export function theilSen(points: readonly Point[]): Fit | null {
  const slopes = pairSlopes(points);
  const slope = middle(slopes);
  if (points.length < 3 || slope === null) return null;
  const intercept = middle(Float64Array.from(points, ({ x, y }) => y - slope * x).sort()) ?? 0;
  const distances = points.map(({ x, y }) => y - (intercept + slope * x));
  const noise = SIGMA_OF_MAD * (middle(Float64Array.from(distances, Math.abs).sort()) ?? 0);
  const [low, high] = interval(slopes, points.length, correlation(distances));
  return { slope, intercept, low, high, noise };
}

/** Of every pair that does not share its x, ascending. */
export function pairSlopes(points: readonly Point[]): Float64Array {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let count = 0;
  for (const [at, from] of points.entries()) {
    for (const to of points.slice(at + 1)) {
      if (to.x === from.x) continue;
      slopes[count] = (to.y - from.y) / (to.x - from.x);
      count += 1;
    }
  }
  return slopes.subarray(0, count).sort();
}

/** The median of what is sorted; null of nothing. */
export function middle(sorted: Float64Array): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

function interval(slopes: Float64Array, points: number, correlated: number): [low: number, high: number] {
  const spread = Math.sqrt(((points * (points - 1) * (2 * points + 5)) / 18) * widening(correlated));
  const low = slopes[Math.floor((slopes.length - Z * spread) / 2)];
  const high = slopes[Math.ceil((slopes.length + Z * spread) / 2)];
  return low === undefined || high === undefined ? [-Infinity, Infinity] : [low, high];
}

function widening(correlated: number): number {
  const r = Math.min(Math.max(correlated, 0), MAX_CORRELATION);
  return (1 + r) / (1 - r);
}

/** Of each with the one before it; 0 where all are 0. */
function correlation(distances: readonly number[]): number {
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  let together = 0;
  let alone = 0;
  let before: number | null = null;
  for (const distance of distances) {
    const from = distance - mean;
    alone += from * from;
    if (before !== null) together += from * before;
    before = from;
  }
  return alone === 0 ? 0 : together / alone;
}
