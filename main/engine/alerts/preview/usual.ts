import { usualOf } from '../gathered/usual-of.ts';

const HABIT_MS = 3 * 24 * 3_600_000;
/** It is computed anew for each half hour. */
const STEP_MS = 30 * 60_000;
/** Twelve hours in steps of ten minutes make a habit. */
const MIN_STEPS = 72;

/** What was usual in the three days before a moment; null before twelve hours are known. `times` in milliseconds, rising. */
export function usualBefore(
  times: readonly number[],
  values: readonly (number | null)[],
): (atMs: number) => number | null {
  const known = times.flatMap((atMs, at) => {
    const value = values[at] ?? null;
    return value === null ? [] : [{ atMs, value }];
  });
  const found = new Map<number, number | null>();
  return (atMs) => {
    const step = Math.floor(atMs / STEP_MS);
    const before = found.get(step);
    if (before !== undefined) return before;
    const endMs = step * STEP_MS;
    const usual = habitOf(known.filter((one) => one.atMs < endMs && one.atMs >= endMs - HABIT_MS));
    found.set(step, usual);
    return usual;
  };
}

function habitOf(known: readonly { readonly value: number }[]): number | null {
  return known.length < MIN_STEPS ? null : usualOf(known.map(({ value }) => value));
}
