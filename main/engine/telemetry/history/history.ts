import type { z } from 'zod';
import type { EngineFigures } from '#contract/engine-figures.ts';
import type { MetricKey, SeriesFilter, SeriesPage } from '#contract/metric.ts';

/** One sampling pass as the history keeps it. */
export interface Tick {
  /** Milliseconds since 1970; may jump. */
  readonly atMs: number;
  /** Of the clock that never jumps, in this run of the engine. */
  readonly monotonicMs: number;
  /** Until the next one is due: what comes much later than that is a gap. */
  readonly intervalMs: number;
  readonly servers: ReadonlyMap<string, TickValues>;
}

export interface TickValues {
  /** What was measured; what was not is left out. Counters as they stand, rising since the engine started. */
  readonly values: ReadonlyMap<MetricKey | `custom:${string}`, number>;
  /**
   * Latencies of the requests that ended since the tick before: buckets of histogram.ts and their counts, in turn. Null
   * without a request.
   */
  readonly latencies: readonly number[] | null;
}

/** The samples of one metric within one step. */
export interface Step {
  /** Its beginning, milliseconds since 1970. */
  readonly atMs: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
}

/** Samples on disk: raw, by minute and by quarter of an hour. Gaps stay gaps. */
export interface History {
  /** Takes a few milliseconds at most. Never throws: what can't be written is told once, and the next tick is tried. */
  append(tick: Tick): void;
  /** The finest resolution that is kept for the span and fits the points. Gives way to other work every few milliseconds. */
  series(filter: z.output<typeof SeriesFilter>): Promise<SeriesPage>;
  /**
   * A gauge in steps of `stepMs`, aligned to multiples of it; a step without a sample is left out. For trends. From
   * minutes where the steps are whole ones: these tell the same, but for a mean that is kept as finely as a sample is.
   */
  steps(
    server: string,
    metric: MetricKey,
    span: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
  ): Promise<Step[]>;
  /**
   * All latencies of a span, merged: counts by the buckets of histogram.ts, for {@link quantile}. For the verdict on
   * whether a server is slower than usual. Resolution as `series` would take for the span.
   */
  latencies(server: string, span: { readonly fromMs: number; readonly toMs: number }): Promise<Uint32Array>;
  /** What `GET /debug-info` and the engine's health say of it. */
  figures(): EngineFigures['history'];
  /** Writes what is not written yet. */
  close(): void;
}

export interface HistorySettings {
  readonly rawMs: number;
  readonly minuteMs: number;
  readonly quarterMs: number;
  readonly maxBytes: number;
}
