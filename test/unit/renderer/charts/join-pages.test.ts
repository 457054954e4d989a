import { expect, test } from 'vitest';
import { joinPages } from '../../../../renderer/store/charts/join-pages.ts';
import { iso, series, seriesPage } from './made-up-series.ts';

const page = seriesPage([0, 2, 4, 6], [series('threads', [1, 2, 3, 4]), series('processes', [1, 1, 1, 1])]);
const later = seriesPage([4, 6, 8], [series('threads', [30, 40, 50]), series('processes', [1, 1, 2])]);

test('the end is taken from the later answer, and what is older than the range falls out', () => {
  const joined = joinPages(page, later, 1);
  expect(joined?.times).toEqual([2, 4, 6, 8]);
  expect(joined?.series.map(({ mean }) => mean)).toEqual([
    [2, 30, 40, 50],
    [1, 1, 1, 2],
  ]);
  expect(joined).toMatchObject({ from: iso(1), to: iso(8) });
  for (const { min, max, last, sum } of joined?.series ?? []) {
    expect([min.length, max.length, last.length, sum.length]).toEqual([4, 4, 4, 4]);
  }
});

test('steps of another length, another resolution and other figures do not fit', () => {
  expect(joinPages(page, { ...later, step_seconds: 4 }, 0)).toBeNull();
  expect(joinPages(page, { ...later, resolution: 'minute' }, 0)).toBeNull();
  expect(joinPages(page, { ...later, series: later.series.slice(1) }, 0)).toBeNull();
  expect(
    joinPages(page, { ...later, series: [series('threads', [1, 1, 1]), series('other', [1, 1, 1])] }, 0),
  ).toBeNull();
});

test('an answer that begins after the end of what is there would leave a hole', () => {
  expect(joinPages(page, { ...seriesPage([20], later.series), from: iso(20) }, 0)).toBeNull();
});
