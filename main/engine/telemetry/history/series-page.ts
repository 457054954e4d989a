import type { LatencyKey, Series, SeriesPage } from '#contract/metric.ts';
import { gapMs } from '../blocks/measured.ts';
import type { Rollup, Sums } from '../blocks/rollup.ts';
import { kindOf } from '../blocks/series-kind.ts';
import { BUCKETS, quantile } from '../traffic/histogram.ts';
import type { Step } from './history.ts';

const SHARES: Readonly<Record<LatencyKey, number>> = { p50_ms: 0.5, p95_ms: 0.95, p99_ms: 0.99 };

/** Null for what is no percentile. */
export function shareOf(metric: string): number | null {
  return Object.hasOwn(SHARES, metric) ? SHARES[metric as LatencyKey] : null;
}

/** Steps without a sample stand in it only where they are part of a gap: a sample may lie beside its step by a hair. */
export function toPage(
  rollup: Rollup,
  metrics: readonly string[],
): Pick<SeriesPage, 'times' | 'series' | 'step_seconds'> {
  const order = [...rollup.starts.keys()].sort((a, b) => (rollup.starts[a] ?? 0) - (rollup.starts[b] ?? 0));
  const steps: (number | null)[] = [];
  const times: number[] = [];
  const put = (startMs: number, step: number | null) => {
    times.push(startMs / 1000);
    steps.push(step);
  };
  let endMs = Number.NaN;
  let limitMs = 0;
  for (const step of order) {
    const start = rollup.starts[step] ?? 0;
    // Of the silence the steps show only what is whole in it, so up to two steps less.
    if (start - endMs > limitMs) for (let at = endMs; at < start; at += rollup.stepMs) put(at, null);
    put(start, step);
    endMs = start + rollup.stepMs;
    limitMs = gapMs(rollup.intervals[step] ?? 0) - Math.min(rollup.stepMs, 2_000);
  }
  return {
    step_seconds: rollup.stepMs / 1000,
    times,
    series: metrics.map((metric) => toSeries(rollup, metric, steps)),
  };
}

/** Those that hold a sample of a gauge, in the order of time. */
export function toSteps({ columns, starts }: Rollup, metric: string): Step[] {
  const sums = columns.get(metric);
  const steps = starts.map((atMs, step) => ({
    atMs,
    min: sums?.min[step] ?? 0,
    max: sums?.max[step] ?? 0,
    sum: sums?.sum[step] ?? 0,
    count: sums?.count[step] ?? 0,
  }));
  return steps.filter(({ count }) => count > 0).sort((a, b) => a.atMs - b.atMs);
}

/** Of all steps: counts by bucket. */
export function mergedLatencies({ latencies }: Rollup): Uint32Array {
  const merged = new Uint32Array(BUCKETS);
  for (const histogram of latencies.values())
    for (const [bucket, count] of histogram) merged[bucket] = (merged[bucket] ?? 0) + count;
  return merged;
}

function toSeries(rollup: Rollup, metric: string, steps: readonly (number | null)[]): Series {
  const share = shareOf(metric);
  if (share !== null) return percentiles(rollup, metric, steps, share);
  const { unit, isCounter } = kindOf(metric);
  const sums = rollup.columns.get(metric);
  const column = (of: (sums: Sums, step: number) => number | undefined) =>
    steps.map((step) => {
      if (sums === undefined || step === null || (sums.count[step] ?? 0) <= 0) return null;
      return of(sums, step) ?? null;
    });
  const perCount = isCounter ? 1000 : 1;
  return {
    metric,
    unit,
    kind: isCounter ? 'counter' : 'gauge',
    mean: column(({ sum, count }, step) => (perCount * (sum[step] ?? 0)) / (count[step] ?? 1)),
    min: column(({ min }, step) => min[step]),
    max: column(({ max }, step) => max[step]),
    last: column(({ last }, step) => last[step]),
    sum: isCounter ? steps.map((step) => increase(sums, step)) : steps.map(() => null),
  };
}

/** With what it rose in a gap, which no rate tells of. */
function increase(sums: Sums | undefined, step: number | null): number | null {
  if (sums === undefined || step === null) return null;
  const overGap = sums.overGaps.get(step);
  if ((sums.count[step] ?? 0) <= 0) return overGap ?? null;
  return (sums.sum[step] ?? 0) + (overGap ?? 0);
}

function percentiles(
  { latencies }: Rollup,
  metric: string,
  steps: readonly (number | null)[],
  share: number,
): Series {
  const nothing = steps.map(() => null);
  const histograms = steps.map((step) => (step === null ? undefined : latencies.get(step)));
  const counts = new Uint32Array(BUCKETS);
  return {
    metric,
    unit: 'milliseconds',
    kind: 'latency',
    mean: histograms.map((histogram) => {
      if (histogram === undefined) return null;
      counts.fill(0);
      for (const [bucket, count] of histogram) counts[bucket] = count;
      return quantile(counts, share);
    }),
    min: nothing,
    max: nothing,
    last: nothing,
    sum: histograms.map((histogram) =>
      histogram === undefined ? null : [...histogram.values()].reduce((all, count) => all + count, 0),
    ),
  };
}
