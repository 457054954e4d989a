import type { RawBlock, RawColumn } from './raw-block.ts';
import { kindOf } from './series-kind.ts';

/**
 * What the samples of one series within each step come to; the arrays are equally long. Everything in it can be merged
 * without loss, so that no average is ever taken of averages.
 *
 * Gauges: `count` samples, their sum and their extremes. Counters: `sum` is the increase, `count` the milliseconds over
 * which it was measured, and the others are so much a second; `overGaps` is what they rose in gaps besides, by step.
 */
export class Sums {
  readonly count: number[] = [];
  readonly sum: number[] = [];
  readonly min: number[] = [];
  readonly max: number[] = [];
  readonly last: number[] = [];
  readonly overGaps = new Map<number, number>();

  /** Nothing was measured in it when its count is 0. */
  add(step: number, count: number, sum: number, min: number, max: number, last: number): void {
    if (count <= 0) return;
    const before = this.count[step] ?? 0;
    if (before === 0) {
      for (let at = this.count.length; at < step; at++) this.#set(at, 0, 0, 0, 0, 0);
      this.#set(step, count, sum, min, max, last);
      return;
    }
    this.count[step] = before + count;
    this.sum[step] = (this.sum[step] ?? 0) + sum;
    if (min < (this.min[step] ?? 0)) this.min[step] = min;
    if (max > (this.max[step] ?? 0)) this.max[step] = max;
    this.last[step] = last;
  }

  addOverGap(step: number, increase: number): void {
    this.overGaps.set(step, (this.overGaps.get(step) ?? 0) + increase);
  }

  #set(at: number, count: number, sum: number, min: number, max: number, last: number): void {
    this.count[at] = count;
    this.sum[at] = sum;
    this.min[at] = min;
    this.max[at] = max;
    this.last[at] = last;
  }
}

/** The series of one server in steps of equal length. */
export interface RollupData {
  readonly stepMs: number;
  /** Milliseconds since 1970 of each step's beginning, in no order. */
  readonly starts: number[];
  /** Of each step, the longest wait for the next tick: a longer silence is a gap. */
  readonly intervals: number[];
  readonly columns: Map<string, Sums>;
  /** By step: bucket → count. */
  readonly latencies: Map<number, Map<number, number>>;
}

export interface RollupSpan {
  readonly stepMs: number;
  /** Steps that begin earlier are left out. */
  readonly fromMs?: number;
  /** Steps that begin then or later are left out. */
  readonly toMs?: number;
  /** Shares counters out in whole numbers, which pack better. Their sum stays what it was. */
  readonly inWholes?: boolean;
}

/**
 * Gathers samples in steps that are aligned to multiples of their length. A step that nothing falls into is not there. A
 * step that the wall clock went through twice holds both.
 */
export class Rollup implements RollupData {
  readonly stepMs: number;
  readonly starts: number[] = [];
  readonly intervals: number[] = [];
  readonly columns = new Map<string, Sums>();
  readonly latencies = new Map<number, Map<number, number>>();
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #inWholes: boolean;
  readonly #steps = new Map<number, number>();
  #latestStart = Number.NaN;
  #latestStep = 0;

  constructor({ stepMs, fromMs, toMs, inWholes = false }: RollupSpan) {
    this.stepMs = stepMs;
    this.#fromMs = fromMs ?? Number.NEGATIVE_INFINITY;
    this.#toMs = toMs ?? Number.POSITIVE_INFINITY;
    this.#inWholes = inWholes;
  }

  addRaw(block: RawBlock): void {
    for (const [tick, time] of block.times.entries()) this.#stepAt(time, block.intervals[tick] ?? 0);
    for (const [key, column] of block.columns) {
      const sums = this.#sums(key);
      if (kindOf(key).isCounter) this.#addCounter(block, column, sums);
      else this.#addGauge(block, column, sums);
    }
    for (const { tick, pairs } of block.latencies) this.#addLatencies(block.times[tick] ?? 0, pairs);
  }

  /** One of steps that are as long or divide these. */
  addRollup(finer: RollupData): void {
    const steps = finer.starts.map((start, at) => this.#stepAt(start, finer.intervals[at] ?? 0));
    for (const [key, from] of finer.columns) {
      const sums = this.#sums(key);
      for (const [at, step] of steps.entries()) {
        const count = from.count[at] ?? 0;
        if (step === null || count === 0) continue;
        sums.add(step, count, from.sum[at] ?? 0, from.min[at] ?? 0, from.max[at] ?? 0, from.last[at] ?? 0);
      }
      for (const [at, increase] of from.overGaps) {
        const step = steps[at] ?? null;
        if (step !== null) sums.addOverGap(step, increase);
      }
    }
    for (const [at, histogram] of finer.latencies) {
      const step = steps[at] ?? null;
      if (step !== null) for (const [bucket, count] of histogram) this.#addLatency(step, bucket, count);
    }
  }

  #addGauge(block: RawBlock, { ticks, values }: RawColumn, sums: Sums): void {
    for (let at = 0; at < ticks.length; at++) {
      const step = this.#stepAt(block.times[ticks[at] ?? 0] ?? 0, 0);
      const value = values[at] ?? 0;
      if (step !== null) sums.add(step, 1, value, value, value, value);
    }
  }

  /**
   * An increase belongs to all the time since the sample before, so it is shared out over the steps in between; one over
   * a gap to the step in which it was seen.
   */
  #addCounter(block: RawBlock, { ticks, values, coveredMs }: RawColumn, sums: Sums): void {
    for (let at = 0; at < ticks.length; at++) {
      const tick = ticks[at] ?? 0;
      const endMs = block.times[tick] ?? 0;
      const covered = coveredMs[at] ?? 0;
      const increase = values[at] ?? 0;
      if (covered <= 0) {
        const step = this.#stepAt(endMs, 0);
        if (step !== null && increase > 0) sums.addOverGap(step, increase);
        continue;
      }
      const rate = (increase / covered) * 1000;
      const beginMs = endMs - covered;
      let given = 0;
      // The end of a span belongs to the step before: at 12:01:00 nothing has happened yet in that minute.
      for (let from = beginMs; from < endMs; ) {
        const to = Math.min(endMs, (Math.floor(from / this.stepMs) + 1) * this.stepMs);
        const share = (increase * (to - beginMs)) / covered;
        const upTo = to === endMs ? increase : this.#inWholes ? Math.round(share) : share;
        const step = this.#stepAt(from, block.intervals[tick] ?? 0);
        if (step !== null) sums.add(step, to - from, upTo - given, rate, rate, rate);
        given = upTo;
        from = to;
      }
    }
  }

  #addLatencies(atMs: number, pairs: readonly number[]): void {
    const step = this.#stepAt(atMs, 0);
    if (step === null) return;
    for (let at = 0; at < pairs.length; at += 2) this.#addLatency(step, pairs[at] ?? 0, pairs[at + 1] ?? 0);
  }

  #addLatency(step: number, bucket: number, count: number): void {
    let histogram = this.latencies.get(step);
    if (histogram === undefined) {
      histogram = new Map();
      this.latencies.set(step, histogram);
    }
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
  }

  #sums(key: string): Sums {
    let sums = this.columns.get(key);
    if (sums === undefined) {
      sums = new Sums();
      this.columns.set(key, sums);
    }
    return sums;
  }

  /** Null outside of the span. */
  #stepAt(atMs: number, intervalMs: number): number | null {
    const start = Math.floor(atMs / this.stepMs) * this.stepMs;
    if (start < this.#fromMs || start >= this.#toMs) return null;
    let step = start === this.#latestStart ? this.#latestStep : this.#steps.get(start);
    if (step === undefined) {
      step = this.starts.length;
      this.starts.push(start);
      this.#steps.set(start, step);
    }
    if (intervalMs > (this.intervals[step] ?? -1)) this.intervals[step] = intervalMs;
    this.#latestStart = start;
    this.#latestStep = step;
    return step;
  }
}
