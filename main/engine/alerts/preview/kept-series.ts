import type { Series } from '#contract/metric.ts';
import type { History } from '../../telemetry/telemetry.ts';

const DAY_MS = 24 * 3_600_000;
/** A page holds at most 3,000 steps. */
const PAGE_STEPS = 2_000;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is kept of a span, as finely as it is: a day in steps of seconds, more in minutes. */
export interface KeptSeries {
  /** The beginning of each step in milliseconds since 1970, rising; of what was not kept there is none. */
  readonly times: readonly number[];
  /** The longest step of the span. */
  readonly stepMs: number;
  /** As long as `times`. */
  values(metric: string, what: 'mean' | 'min' | 'max' | 'sum'): readonly (number | null)[];
}

export async function readSeries(
  history: Pick<History, 'series'>,
  server: string,
  metrics: readonly string[],
  { fromMs, toMs }: Span,
  leastStepMs = 5_000,
): Promise<KeptSeries> {
  const stepMs = Math.max(leastStepMs, toMs - fromMs > 1.1 * DAY_MS ? 60_000 : 5_000);
  const times: number[] = [];
  const parts: (readonly Series[])[] = [];
  let longestMs = 0;
  for (let at = fromMs; at < toMs; at += PAGE_STEPS * stepMs) {
    const to = Math.min(toMs, at + PAGE_STEPS * stepMs);
    const page = await history.series({
      server,
      metrics: [...metrics],
      from: new Date(at).toISOString(),
      to: new Date(to).toISOString(),
      points: Math.max(2, Math.ceil((to - at) / stepMs) + 2),
    });
    // A step that two pages share would count twice.
    const first = page.times.findIndex((time) => time * 1000 > (times.at(-1) ?? Number.NEGATIVE_INFINITY));
    if (first === -1) continue;
    longestMs = Math.max(longestMs, page.step_seconds * 1000);
    for (const time of page.times.slice(first)) times.push(time * 1000);
    parts.push(page.series.map((series) => from(series, first)));
  }
  return {
    times,
    stepMs: longestMs,
    values: (metric, what) =>
      parts.flatMap((series) => series.find((one) => one.metric === metric)?.[what] ?? []),
  };
}

function from(series: Series, first: number): Series {
  const { mean, min, max, last, sum } = series;
  const cut = (values: (number | null)[]) => values.slice(first);
  return { ...series, mean: cut(mean), min: cut(min), max: cut(max), last: cut(last), sum: cut(sum) };
}
