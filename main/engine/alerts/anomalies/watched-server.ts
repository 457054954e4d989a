import { setImmediate } from 'node:timers/promises';
import type { SeriesPage } from '#contract/metric.ts';
import { beginEpisode, continueEpisode, type Episode, goesOn, leadsFurther } from './episode.ts';
import { STRETCH } from './novelty.ts';
import { SeriesDetector } from './series-detector.ts';
import { isWatched, WATCHED, type WatchedMetric } from './watched-metrics.ts';

/** Between two values of a series. */
export const STEP_MS = 5 * 60_000;
/** What is older than this is only learned from. */
const VERDICT_MS = 12 * STEP_MS;
/** Of what is only learned from, every so many steps are ranked: the ranks are nearly the same, at a quarter of the time. */
const LEARN_EACH = 4;
/** Gives way to other work after this long. */
const SLICE_MS = 8;

interface WatchedSeries {
  readonly detector: SeriesDetector;
  episode: Episode | null;
}

/** The series of one server. */
export class WatchedServer {
  readonly #name: string;
  readonly #series = new Map<WatchedMetric, WatchedSeries>();
  /** All before it was taken; null before the first time. */
  readToMs: number | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Takes the whole steps of a page, gives way every few milliseconds, and tells of what is out of the ordinary in the
   * last hour of it.
   */
  async take(page: SeriesPage, toMs: number, onEpisode: (episode: Episode) => void): Promise<void> {
    let sliceEndsMs = performance.now() + SLICE_MS;
    for (const { metric, mean } of page.series) {
      if (!isWatched(metric)) continue;
      for (const [at, seconds] of page.times.entries()) {
        const value = mean[at] ?? null;
        const fromMs = seconds * 1000;
        if (value === null || fromMs < (this.readToMs ?? 0) || fromMs + STEP_MS > toMs) continue;
        const series = this.#seriesOf(metric);
        if (fromMs < toMs - VERDICT_MS) learn(series.detector, fromMs, value);
        else this.#judge(metric, series, fromMs, value, onEpisode);
        if (performance.now() < sliceEndsMs) continue;
        await setImmediate();
        sliceEndsMs = performance.now() + SLICE_MS;
      }
    }
    this.readToMs = toMs;
  }

  #judge(
    metric: WatchedMetric,
    series: WatchedSeries,
    fromMs: number,
    value: number,
    onEpisode: (episode: Episode) => void,
  ): void {
    const score = series.detector.take(fromMs, value);
    const open = series.episode !== null && goesOn(series.episode, fromMs) ? series.episode : null;
    if (score < 1 && (open === null || !leadsFurther(open, value))) return;
    const marked = { fromMs, toMs: fromMs + STEP_MS, score, values: series.detector.last(STRETCH) };
    series.episode = open === null ? beginEpisode(this.#name, metric, marked) : continueEpisode(open, marked);
    onEpisode(series.episode);
  }

  #seriesOf(metric: WatchedMetric): WatchedSeries {
    const known = this.#series.get(metric);
    if (known !== undefined) return known;
    const fresh = { detector: new SeriesDetector({ stepMs: STEP_MS, ...WATCHED[metric] }), episode: null };
    this.#series.set(metric, fresh);
    return fresh;
  }
}

function learn(detector: SeriesDetector, atMs: number, value: number): void {
  if ((atMs / STEP_MS) % LEARN_EACH === 0) detector.take(atMs, value);
  else detector.recall(atMs, value);
}
