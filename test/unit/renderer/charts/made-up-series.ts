import type { Series, SeriesPage } from '#contract/metric.ts';

type Values = readonly (number | null)[];

/** One figure that was the same in every sample of a step. */
export function series(metric: string, mean: Values, part: Partial<Series> = {}): Series {
  return {
    metric,
    unit: 'count',
    kind: 'gauge',
    mean: [...mean],
    min: [...mean],
    max: [...mean],
    last: [...mean],
    sum: mean.map(() => null),
    ...part,
  };
}

/** A page of raw samples, one every 2 s, that ends with its last row. */
export function seriesPage(
  times: readonly number[],
  all: readonly Series[],
  part: Partial<SeriesPage> = {},
): SeriesPage {
  return {
    server: 'memory',
    from: iso(times[0] ?? 0),
    to: iso(times.at(-1) ?? 0),
    step_seconds: 2,
    resolution: 'raw',
    times: [...times],
    series: [...all],
    ...part,
  };
}

export function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
