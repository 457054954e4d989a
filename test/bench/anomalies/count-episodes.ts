import type { NabSeries } from './nab-series.ts';

/** Marks that are no further apart than so many steps are one episode. */
export const GAP_STEPS = 12;
/** One that goes on for longer counts once more for each day: else a detector that always marks would be wrong once. */
const DAY_MS = 86_400_000;

export interface Scored {
  readonly series: NabSeries;
  readonly scores: Float64Array;
}

export interface Count {
  readonly threshold: number;
  /** Of the labelled windows, those with a mark inside. */
  readonly recall: number;
  /** A series and a day. */
  readonly falseEpisodes: number;
  /** Of all steps that count. */
  readonly markedShare: number;
}

export function countAt(all: readonly Scored[], threshold: number): Count {
  let windows = 0;
  let found = 0;
  let wrong = 0;
  let days = 0;
  let steps = 0;
  let marked = 0;
  for (const { series, scores } of all) {
    const hit = new Set<number>();
    let lastStep = Number.NEGATIVE_INFINITY;
    let beganMs = Number.NEGATIVE_INFINITY;
    for (let step = series.firstStep; step < scores.length; step++) {
      steps += 1;
      if ((scores[step] ?? 0) < threshold) continue;
      marked += 1;
      const atMs = series.atMs[step] ?? 0;
      const window = series.windows.findIndex(([from, to]) => atMs >= from && atMs <= to);
      if (window !== -1) {
        hit.add(window);
        continue;
      }
      if (step - lastStep > GAP_STEPS || atMs - beganMs > DAY_MS) {
        wrong += 1;
        beganMs = atMs;
      }
      lastStep = step;
    }
    windows += series.windows.length;
    days += series.days;
    found += hit.size;
  }
  return { threshold, recall: found / windows, falseEpisodes: wrong / days, markedShare: marked / steps };
}

/** At thresholds from "marks one step" to "marks half of all", about 4 % more steps at each. */
export function sweep(all: readonly Scored[]): Count[] {
  const sorted = Float64Array.from(
    all.flatMap(({ series, scores }) => [...scores.subarray(series.firstStep)]),
  ).sort();
  const thresholds = new Set<number>();
  for (let rank = 1; rank < sorted.length / 2; rank = Math.ceil(rank * 1.04)) {
    thresholds.add(sorted[sorted.length - rank] ?? 0);
  }
  return [...thresholds].filter((threshold) => threshold > 0).map((threshold) => countAt(all, threshold));
}

/** The fewest false episodes with which it finds at least that; null when it never does. Nothing is interpolated. */
export function cheapestAt(counts: readonly Count[], recall: number): Count | null {
  const enough = counts.filter((count) => count.recall >= recall - 1e-9);
  return enough.sort((a, b) => a.falseEpisodes - b.falseEpisodes)[0] ?? null;
}
