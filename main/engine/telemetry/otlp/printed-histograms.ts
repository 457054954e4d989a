import type { Histogram } from '@opentelemetry/sdk-metrics';
import type { Labels, PrintedPoint } from '../families/family.ts';

/** Put together from the lines that a program printed of it. */
export interface WholeHistogram {
  readonly labels: Labels;
  readonly value: Histogram;
}

interface Parts {
  readonly labels: Labels;
  readonly points: PrintedPoint[];
  readonly buckets: { readonly bound: number; readonly below: number }[];
  sum: number | null;
  count: number | null;
}

/**
 * Cumulative buckets become counts of each; where the sum is no number it is left out. `rest` are the lines of those that
 * do not fit together, such as without a count or with buckets that fall.
 */
export function toHistograms(points: readonly PrintedPoint[]): {
  readonly whole: readonly WholeHistogram[];
  readonly rest: readonly PrintedPoint[];
} {
  const whole: WholeHistogram[] = [];
  const rest: PrintedPoint[] = [];
  for (const parts of partsOf(points)) {
    const value = toHistogram(parts);
    if (value === null) rest.push(...parts.points);
    else whole.push({ labels: parts.labels, value });
  }
  return { whole, rest };
}

function partsOf(points: readonly PrintedPoint[]): Iterable<Parts> {
  const all = new Map<string, Parts>();
  for (const point of points) {
    const { le, ...labels } = point.labels;
    const key = JSON.stringify(Object.entries(labels).sort());
    const parts = all.get(key) ?? { labels, points: [], buckets: [], sum: null, count: null };
    all.set(key, parts);
    parts.points.push(point);
    if (point.fullName.endsWith('_sum')) parts.sum = point.value;
    else if (point.fullName.endsWith('_count')) parts.count = point.value;
    else parts.buckets.push({ bound: boundOf(le), below: point.value });
  }
  return all.values();
}

function toHistogram({ buckets, sum, count }: Parts): Histogram | null {
  const finite = buckets.filter(({ bound }) => bound !== Number.POSITIVE_INFINITY);
  finite.sort((a, b) => a.bound - b.bound);
  if (count === null) return null;
  const counts = [...finite.map(({ below }) => below), count].map(
    (below, at, all) => below - (all[at - 1] ?? 0),
  );
  const boundaries = finite.map(({ bound }) => bound);
  if (!boundaries.every(Number.isFinite) || !counts.every((own) => Number.isFinite(own) && own >= 0))
    return null;
  return { buckets: { boundaries, counts }, count, ...(sum !== null && Number.isFinite(sum) ? { sum } : {}) };
}

function boundOf(le: string | undefined): number {
  if (le === undefined || le.trim() === '') return Number.NaN;
  return /^\+?inf(inity)?$/i.test(le) ? Number.POSITIVE_INFINITY : Number(le);
}
