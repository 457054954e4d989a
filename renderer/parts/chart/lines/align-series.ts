import type { SeriesPage } from '#contract/metric.ts';

/** A value; null where nothing was measured; undefined where it was not looked at, and the line goes on. */
export type Cell = number | null | undefined;

/** Which figure of which server. */
export interface LineSource {
  readonly server: string;
  readonly metric: string;
}

export interface AlignedLine {
  readonly mean: readonly Cell[];
  /** Null unless some step held more than one value. */
  readonly min: readonly Cell[] | null;
  readonly max: readonly Cell[] | null;
}

/** Lines over the same moments, in the order of their sources. */
export interface Aligned {
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  readonly lines: readonly AlignedLine[];
}

/** A shorter silence of samples is no gap: a busy machine may be late by as much. */
const LEAST_GAP_S = 5;

interface Read {
  /** Where something was measured. */
  readonly at: readonly number[];
  readonly mean: ReadonlyMap<number, number>;
  readonly min: ReadonlyMap<number, number>;
  readonly max: ReadonlyMap<number, number>;
  /** Longer than this without a value is a gap. */
  readonly gapS: number;
  /** After these comes a gap, however short. */
  readonly torn: ReadonlySet<number>;
  /** Up to where it was asked for. */
  readonly toS: number;
  readonly hasBand: boolean;
}

const NOTHING: Read = {
  at: [],
  mean: new Map(),
  min: new Map(),
  max: new Map(),
  gapS: 0,
  torn: new Set(),
  toS: 0,
  hasBand: false,
};

/**
 * Brings lines of one or more pages onto common moments. A figure that is looked at more rarely than others (open files)
 * is no row of gaps, and an hour in which nothing was measured is one, though the page has no rows there.
 */
export function alignSeries(pages: ReadonlyMap<string, SeriesPage>, sources: readonly LineSource[]): Aligned {
  const reads = sources.map(({ server, metric }) => readLine(pages.get(server), metric));
  const moments = new Set<number>();
  for (const { at, gapS, torn, toS } of reads) {
    at.forEach((time, index) => {
      moments.add(time);
      const before = at[index - 1];
      // A row of its own for a gap: without one the line would be drawn across.
      if (before !== undefined && (torn.has(before) || time - before > gapS))
        moments.add((before + time) / 2);
    });
    const last = at.at(-1);
    if (last !== undefined && toS - last > gapS) moments.add(toS);
  }
  const times = [...moments].sort((a, b) => a - b);
  return { times, lines: reads.map((read) => fill(times, read)) };
}

function readLine(page: SeriesPage | undefined, metric: string): Read {
  const series = page?.series.find((one) => one.metric === metric);
  if (page === undefined || series === undefined) return NOTHING;
  const at: number[] = [];
  const torn = new Set<number>();
  const [mean, min, max] = [new Map<number, number>(), new Map<number, number>(), new Map<number, number>()];
  let hasBand = false;
  page.times.forEach((time, index) => {
    const value = series.mean[index];
    if (value === null || value === undefined) {
      const last = at.at(-1);
      // Rows of nothing at all are how the history tells of a gap.
      if (last !== undefined && page.series.every(({ mean: values }) => values[index] === null))
        torn.add(last);
      return;
    }
    at.push(time);
    mean.set(time, value);
    const [low, high] = [series.min[index] ?? value, series.max[index] ?? value];
    min.set(time, low);
    max.set(time, high);
    if (high > low) hasBand = true;
  });
  const usualS = Math.max(page.step_seconds, median(at));
  return {
    at,
    mean,
    min,
    max,
    hasBand,
    torn,
    toS: Date.parse(page.to) / 1000,
    gapS: page.resolution === 'raw' ? Math.max(LEAST_GAP_S, 2.5 * usualS) : 1.5 * usualS,
  };
}

function fill(times: readonly number[], { at, mean, min, max, gapS, torn, hasBand }: Read): AlignedLine {
  let next = 0;
  /** What stands where this line has no value. */
  const holes = times.map((time): null | undefined => {
    while (next < at.length && (at[next] ?? 0) < time) next += 1;
    const before = at[next - 1];
    // After the last value the line goes on for as long as the next may take.
    if (before === undefined || torn.has(before)) return null;
    return (at[next] ?? time) - before <= gapS ? undefined : null;
  });
  const cells = (values: ReadonlyMap<number, number>): Cell[] =>
    times.map((time, index) => values.get(time) ?? holes[index]);
  return { mean: cells(mean), min: hasBand ? cells(min) : null, max: hasBand ? cells(max) : null };
}

/** The median distance of neighbours; 0 for fewer than two. */
function median(times: readonly number[]): number {
  const distances = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
}
