import { expect, it } from 'vitest';
import { createMarks, serverOfMark } from '../../../main/engine/process/mark.ts';
import { descendants, type ProcessEntry } from '../../../main/engine/process/process-table.ts';

function table(...pairs: readonly (readonly [pid: number, ppid: number])[]): Map<number, ProcessEntry> {
  const unknown = { pgid: null, startTicks: null };
  return new Map(pairs.map(([pid, ppid]) => [pid, { pid, ppid, ...unknown }]));
}

it('finds children and their children, and no strangers', () => {
  expect(descendants(table([10, 1], [11, 10], [12, 11], [13, 1], [14, 10]), 10).toSorted()).toEqual([
    10, 11, 12, 14,
  ]);
});

it('finds nothing for a process that is gone', () => {
  expect(descendants(table([11, 10]), 10)).toEqual([]);
});

it('comes to an end when a reused pid closes a circle', () => {
  expect(descendants(table([10, 12], [11, 10], [12, 11]), 10).toSorted()).toEqual([10, 11, 12]);
});

it('marks each start of each server differently, under the prefix of its run and home', () => {
  const marks = createMarks('home');
  const [a, b] = [marks.make('memory'), marks.make('memory')];
  expect(a).not.toBe(b);
  expect(a.startsWith(marks.runPrefix)).toBe(true);
  expect(marks.runPrefix.startsWith(marks.homePrefix)).toBe(true);
  expect(serverOfMark(a)).toBe('memory');
});
