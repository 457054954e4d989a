import { expect, test } from 'vitest';
import type { RegisterEntry } from '#contract/register.ts';
import type { Lamp } from '#contract/server-state.ts';
import { momentAt, tickWords } from '../../../../renderer/parts/chart/plot/time-words.ts';
import { clusterMarks } from '../../../../renderer/parts/time-line/cluster-marks.ts';
import { timeMarks } from '../../../../renderer/screens/charts/what-happened.ts';
import { iso } from './made-up-series.ts';

const mark = (id: number, atS: number, lamp: Lamp = 'info') => ({ id, atS, lamp, words: `what ${id}` });

test('what happened at nearly the same time has one sign, with the worst lamp of them', () => {
  const clusters = clusterMarks(
    [mark(1, 10), mark(2, 500, 'ok'), mark(3, 505, 'bad'), mark(4, 508)],
    0,
    1000,
  );
  expect(clusters.map(({ lamp, marks }) => [lamp, marks.map(({ id }) => id)])).toEqual([
    ['info', [1]],
    ['bad', [2, 3, 4]],
  ]);
  expect(clusters.map(({ place }) => place)).toEqual([0.01, 0.5]);
});

test('a long row of events is several signs, each in its place', () => {
  const marks = Array.from({ length: 100 }, (_, index) => mark(index, index * 10));
  const clusters = clusterMarks(marks, 0, 1000);
  expect(clusters.length).toBeGreaterThan(40);
  expect(clusters.length).toBeLessThan(80);
});

test('what lies outside the stretch of time that is shown has no sign', () => {
  expect(clusterMarks([mark(1, 5), mark(2, 1500)], 10, 1000)).toEqual([]);
});

test('steps on the way to something that is told too are left out', () => {
  const entry = (id: number, kind: RegisterEntry['kind']): RegisterEntry => ({
    id,
    at: iso(id),
    lamp: 'warn',
    kind,
    server: 'memory',
    text: `memory ${kind}`,
  });
  const marks = timeMarks([entry(1, 'went-down'), entry(2, 'started'), entry(3, 'ready'), entry(4, 'admin')]);
  expect(marks).toEqual([
    { id: 1, atS: 1, lamp: 'warn', words: 'memory went-down' },
    { id: 3, atS: 3, lamp: 'warn', words: 'memory ready' },
  ]);
});

test('an axis tells seconds, minutes, days or months by how far its marks lie apart, and the day where one begins', () => {
  const at = (...parts: [number, number, number, number, number, number]): number =>
    new Date(...parts).getTime() / 1000;
  expect(tickWords([at(2026, 10, 21, 9, 46, 2)], 5)).toEqual(['09:46:02']);
  expect(tickWords([at(2026, 10, 21, 23, 0, 0), at(2026, 10, 22, 0, 0, 0)], 3600)).toEqual([
    '23:00',
    '22 Nov',
  ]);
  expect(tickWords([at(2026, 10, 21, 0, 0, 0)], 86_400)).toEqual(['21 Nov']);
  expect(tickWords([at(2026, 11, 1, 0, 0, 0), at(2027, 0, 1, 0, 0, 0)], 30 * 86_400)).toEqual([
    'Dec',
    '2027',
  ]);
  expect(momentAt(at(2026, 10, 21, 9, 46, 2), 900)).toBe('09:46:02');
  expect(momentAt(at(2026, 10, 21, 9, 46, 2), 7 * 86_400)).toContain('21 Nov');
});
