import { SeriesDetector } from '../../../main/engine/alerts/anomalies/series-detector.ts';
import type { NabSeries } from './nab-series.ts';

/** One score for each step; a mark is what is at or above a threshold, which is swept. */
export type Detector = (series: NabSeries) => Float64Array;

const WINDOW = 288;
/** Of these three the one that did best on the whole: 0.02, 0.05, 0.1. */
const EWMA_WEIGHT = 0.05;
const LEAST_STEPS = 20;
/** A series that stands still has no spread; a hundredth of its level stands for it. */
const LEAST_SPREAD = 0.01;
/** What counts as a change at all, for the detector of the engine: units of these series are not known. */
const LEAST_SHARE = 0.05;

/** Signalbox's own. */
export const ours: Detector = ({ stepMs, atMs, values }) => {
  const detector = new SeriesDetector({ stepMs, leastChange: 0, leastShare: LEAST_SHARE });
  return Float64Array.from(values, (value, at) => detector.take(atMs[at] ?? 0, value));
};

/** How many deviations a value is from the median of the 288 before it; a deviation is by the median, too. */
export const robustZ: Detector = ({ values }) => {
  const scores = new Float64Array(values.length);
  for (let at = LEAST_STEPS; at < values.length; at++) {
    const past = values.slice(Math.max(0, at - WINDOW), at);
    const middle = medianOf(past);
    const deviation = 1.4826 * medianOf(past.map((value) => Math.abs(value - middle)));
    scores[at] = Math.abs((values[at] ?? 0) - middle) / atLeast(deviation, middle);
  }
  return scores;
};

/** How many deviations a value is from a mean that forgets, with a variance that does. */
export const ewma: Detector = ({ values }) => {
  let mean = values[0] ?? 0;
  let variance = 0;
  return Float64Array.from(values, (value, at) => {
    const apart = value - mean;
    const score = at < LEAST_STEPS ? 0 : Math.abs(apart) / atLeast(Math.sqrt(variance), mean);
    mean += EWMA_WEIGHT * apart;
    variance = (1 - EWMA_WEIGHT) * (variance + EWMA_WEIGHT * apart * apart);
    return score;
  });
};

/** Marks by lot: what windows that are long and episodes that are joined give away for nothing. */
export const chance: Detector = ({ values, name }) => {
  let state = [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
  return Float64Array.from(values, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
};

/** Only what lasts for so many steps in a row. */
export function inARow(detector: Detector, steps: number): Detector {
  return (series) => {
    const scores = detector(series);
    return scores.map((_, at) =>
      at < steps
        ? 0
        : scores.subarray(at - steps + 1, at + 1).reduce((least, score) => Math.min(least, score)),
    );
  };
}

function atLeast(spread: number, level: number): number {
  return Math.max(spread, LEAST_SPREAD * Math.abs(level), 1e-9);
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return ((sorted[sorted.length >> 1] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
}
