import type { Step } from '../history/history.ts';
import { type Point, theilSen } from './theil-sen.ts';

const HOUR_MS = 3_600_000;
/** So many points tell as much as all, and cost little. */
const MAX_POINTS = 45;
/** A movement is no movement unless it is this many times what the points stray. */
const MIN_TIMES_NOISE = 3;
/** Of the level: nobody cares about less. */
const MIN_SHARE = 0.02;
/** What levels off does not go on as it did. */
const MIN_RECENT_SHARE = 0.5;

export interface MovementRule {
  /** The least movement that means anything, in the metric's unit. */
  readonly floor: number;
  /** What a step counts as. The least is what stays in use, where garbage is collected now and then. */
  readonly valueOf: (step: Step) => number;
}

/**
 * How a figure moves, in its unit an hour; null when that can't be told from standing still: by the interval of the
 * slope, by what the points stray, by the level, and because the later half moves less than half as fast.
 *
 * @param stepMs how long each step is
 */
export function movementPerHour(steps: readonly Step[], stepMs: number, rule: MovementRule): number | null {
  const grouped = mergeSteps(steps, stepMs * Math.ceil(steps.length / MAX_POINTS));
  const points = grouped.map((step): Point => ({ x: step.atMs / HOUR_MS, y: rule.valueOf(step) }));
  const fit = theilSen(points);
  if (fit === null || (fit.low <= 0 && fit.high >= 0)) return null;
  const first = points[0]?.x ?? 0;
  const last = points.at(-1)?.x ?? 0;
  const moved = Math.abs(fit.slope) * (last - first);
  const level = Math.abs(fit.intercept + (fit.slope * (first + last)) / 2);
  const recent = theilSen(points.slice(Math.floor(points.length / 2)));
  const goesOn = recent === null || recent.slope / fit.slope >= MIN_RECENT_SHARE;
  const counts = moved >= Math.max(rule.floor, MIN_TIMES_NOISE * fit.noise, MIN_SHARE * level);
  return goesOn && counts ? fit.slope : null;
}

/** Steps of `stepMs`, aligned to multiples of it; where there was nothing there is nothing. */
export function mergeSteps(steps: readonly Step[], stepMs: number): Step[] {
  const merged: Step[] = [];
  for (const step of steps) {
    const atMs = Math.floor(step.atMs / stepMs) * stepMs;
    const last = merged.at(-1);
    if (last?.atMs !== atMs) merged.push({ ...step, atMs });
    else {
      merged[merged.length - 1] = {
        atMs,
        min: Math.min(last.min, step.min),
        max: Math.max(last.max, step.max),
        sum: last.sum + step.sum,
        count: last.count + step.count,
      };
    }
  }
  return merged;
}
