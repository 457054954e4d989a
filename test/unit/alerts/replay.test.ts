import { beforeAll, expect, it } from 'vitest';
import { type Measured, measureAlerts } from '../../bench/alerts/measure.ts';
import { percentile } from '../../bench/alerts/score.ts';

/** A small one of what docs/alert-figures.md measures: `npm run bench:alerts` makes the great one. */
const SIZE = { days: 3, servers: 20, faultsOfEach: 2, anchor: false };
/** A look, the time for which alerts are gathered, and nothing else. */
const LATE_S = 10;

let measured: Measured;

beforeAll(() => {
  measured = measureAlerts(SIZE);
}, 120_000);

it('tells nobody of ordinary life: restarts, edits, sleep, a clock that jumps, garbage collectors, half a minute of errors', () => {
  expect(Object.values(measured.clean.ordinary).every((times) => times > 0)).toBe(true);
  expect(measured.clean.told).toEqual([]);
});

it('tells of at least 95 % of what a person would want to know, and in all that it tells something is wrong', () => {
  expect(measured.all.count).toBe(20);
  expect(measured.faulty.recall).toBeGreaterThanOrEqual(0.95);
  expect(measured.faulty.wrong).toEqual([]);
  expect(measured.faulty.precision).toBeGreaterThanOrEqual(0.95);
});

it('tells of it within 10 s of when its rule has held for long enough', () => {
  expect(percentile(measured.all.lateByS, 0.95)).toBeLessThanOrEqual(LATE_S);
});

it('names what others depend on in one notification, and not the others', () => {
  const dependency = measured.kinds.find(({ kind }) => kind === 'dependency');
  expect(dependency?.found).toBe(2);
  // That it is down, and, where it keeps going down, that once more.
  expect(dependency?.notifications).toBeLessThanOrEqual(4);
});
