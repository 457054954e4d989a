import { expect, test } from 'vitest';
import { endOf, joinPages } from '../../../../renderer/store/charts/join-pages.ts';
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

/** The steps that the history knows, in seconds; it takes the shortest of which no more than the points are needed. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

test('the end of a page is asked for in so many steps that it comes in the same', () => {
  for (const step of STEPS) {
    for (let part = 0; part < 60; part += 1) {
      const last = step * (20_000 + part);
      const toS = last + step * ((part % 20) / 20);
      const end = endOf(seriesPage([last], [series('threads', [1])], { step_seconds: step }), toS);
      if (end === null) throw new Error('the page has a row');
      const taken = STEPS.find((one) => Math.ceil(toS / one) - Math.floor(end.fromS / one) <= end.points);
      expect(taken, `${step} s, ${part}`).toBe(step);
    }
  }
});

test('of a page without rows, or one that ends later, there is no end to ask for', () => {
  expect(endOf(seriesPage([], [series('threads', [])]), 100)).toBeNull();
  expect(endOf(page, 5)).toBeNull();
});
