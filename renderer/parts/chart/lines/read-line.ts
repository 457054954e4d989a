import type { Aligned, AlignedLine, Cell } from './align-series.ts';

/** The index of the moment that is nearest; -1 without moments. */
export function nearestIndex(times: readonly number[], atS: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < atS) low = middle + 1;
    else high = middle;
  }
  const before = times[low - 1];
  const after = times[low];
  if (before !== undefined && after !== undefined && atS - before < after - atS) return low - 1;
  return high < 0 ? -1 : low;
}

/** What a line reads at a moment; null in a gap. Where it was not looked at then, what it read before. */
export function valueAt(cells: readonly Cell[], index: number): number | null {
  for (let at = index; at >= 0; at -= 1) {
    const cell = cells[at];
    if (cell !== undefined) return cell;
  }
  return null;
}

/** The newest value; null without one. */
export function lastValue(cells: readonly Cell[]): number | null {
  return cells.findLast((cell) => typeof cell === 'number') ?? null;
}

/** Single values between two gaps: a line of no length, so that they need a dot. */
export function lonely(cells: readonly Cell[]): number[] {
  const alone: number[] = [];
  let run: number[] = [];
  const finish = (): void => {
    if (run.length === 1) alone.push(...run);
    run = [];
  };
  cells.forEach((cell, index) => {
    if (cell === null) finish();
    else if (cell !== undefined) run.push(index);
  });
  finish();
  return alone;
}

export interface Extremes {
  readonly lowest: number;
  readonly highest: number;
}

/** The lowest and highest single value between two moments; null where nothing was measured. */
export function extremes({ times }: Aligned, line: AlignedLine, fromS: number, toS: number): Extremes | null {
  let found: { lowest: number; highest: number } | null = null;
  times.forEach((time, index) => {
    const mean = line.mean[index];
    if (time < fromS || time > toS || mean === null || mean === undefined) return;
    const [low, high] = [line.min?.[index] ?? mean, line.max?.[index] ?? mean];
    found =
      found === null
        ? { lowest: low, highest: high }
        : { lowest: Math.min(found.lowest, low), highest: Math.max(found.highest, high) };
  });
  return found;
}

/** The index `steps` measured moments away, forwards or back; as far as there are any. */
export function measuredFrom({ times, lines }: Aligned, index: number, steps: number): number {
  const direction = Math.sign(steps);
  let left = Math.abs(steps);
  let found = Math.min(Math.max(index, 0), times.length - 1);
  for (let at = index + direction; left > 0 && at >= 0 && at < times.length; at += direction) {
    if (!lines.some(({ mean }) => typeof mean[at] === 'number')) continue;
    found = at;
    left -= 1;
  }
  return found;
}
