import { expect, test } from 'vitest';
import { SeriesDetector } from '../../../../main/engine/alerts/anomalies/series-detector.ts';
import { seededRandom } from '../../../fakes/memory-traces.ts';

const STEP_MS = 300_000;
const DAY = 288;
const WEEK = 7 * DAY;

interface Seen {
  readonly step: number;
  readonly score: number;
}

/** The steps that are marks; null is a step without a value. */
function marksOf(
  valueAt: (step: number) => number | null,
  steps: number,
  least = { change: 0, share: 0.05 },
) {
  const detector = new SeriesDetector({
    stepMs: STEP_MS,
    leastChange: least.change,
    leastShare: least.share,
  });
  const marks: Seen[] = [];
  for (let step = 0; step < steps; step++) {
    const value = valueAt(step);
    const score = value === null ? 0 : detector.take(step * STEP_MS, value);
    if (score >= 1) marks.push({ step, score });
  }
  return { marks, detector };
}

/** About the middle of a bell, σ 1. */
function bell(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
}

test('weeks of mere noise are not marked once', () => {
  for (const seed of [1, 2]) {
    const noise = bell(seed);
    expect(marksOf(() => 100 + 10 * noise(), 3 * WEEK).marks, `seed ${seed}`).toEqual([]);
  }
});

test('what comes back every day is usual', () => {
  const noise = bell(4);
  const daily = (step: number) => 40 + 30 * Math.sin((2 * Math.PI * step) / DAY) + noise();
  const marks = marksOf(daily, 21 * DAY).marks.filter(({ step }) => step > 2 * DAY);
  expect(marks).toEqual([]);
});

test('a garbage collector’s saw-tooth is usual', () => {
  const noise = bell(5);
  expect(marksOf((step) => 100 + (step % 37) * 3 + noise(), 21 * DAY).marks).toEqual([]);
});

test('a new level is marked at its first step, and a week later it is usual', () => {
  const noise = bell(6);
  const { marks } = marksOf((step) => (step < WEEK ? 210 : 640) + 5 * noise(), 3 * WEEK);
  expect(marks[0]?.step).toBe(WEEK);
  expect(marks[0]?.score).toBeGreaterThan(1.2);
  // The stretches in which the old level is left behind: no longer than two hours.
  expect(marks.every(({ step }) => step < WEEK + 24)).toBe(true);
});

test('the same trouble is less out of the ordinary each time', () => {
  const noise = bell(7);
  const bursts = [WEEK, WEEK + DAY, WEEK + 2 * DAY];
  const { marks } = marksOf(
    (step) => 20 + noise() + (bursts.some((at) => step >= at && step < at + 3) ? 70 : 0),
    2 * WEEK,
  );
  const worst = bursts.map((at) =>
    Math.max(0, ...marks.filter(({ step }) => step >= at && step < at + 24).map(({ score }) => score)),
  );
  expect(worst[0]).toBeGreaterThan(1);
  expect(worst[1]).toBeLessThan(worst[0] ?? 0);
  expect(worst[2]).toBeLessThan(worst[0] ?? 0);
});

test('a daily peak that comes late and half as high is marked', () => {
  const noise = bell(8);
  const peakAt = (step: number) => {
    const hour = (step % DAY) / 12;
    if (step < 10 * DAY) return hour >= 8 && hour < 16 ? 60 : 0;
    return hour >= 10 && hour < 16 ? 30 : 0;
  };
  const { marks } = marksOf((step) => 10 + peakAt(step) + noise(), 11 * DAY);
  const [first] = marks.filter(({ step }) => step > 3 * DAY);
  expect(first?.step).toBeGreaterThanOrEqual(10 * DAY + 96);
});

test('a series that stands still is not marked, nor for a change that is too small to speak of', () => {
  expect(marksOf(() => 0, 2 * WEEK).marks).toEqual([]);
  expect(marksOf(() => 128, 2 * WEEK).marks).toEqual([]);
  expect(marksOf((step) => (step < WEEK ? 100 : 104), 2 * WEEK).marks).toEqual([]);
  expect(
    marksOf((step) => (step < WEEK ? 0 : 0.9), 2 * WEEK, { change: 1, share: 0 }).marks,
    'less than the least change',
  ).toEqual([]);
});

test('a series that always stood still is marked when it does not', () => {
  const { marks } = marksOf((step) => (step < WEEK ? 0 : 5), WEEK + 10, { change: 1, share: 0 });
  expect(marks[0]?.step).toBe(WEEK);
});

test('nothing is said of the first hours, of which there is no past', () => {
  const noise = bell(9);
  expect(marksOf((step) => (step < 40 ? 10 : 500) + noise(), 60).marks).toEqual([]);
});

test('what starts after a break is not marked for being a start', () => {
  const noise = bell(10);
  const started = WEEK + 100;
  const { marks } = marksOf((step) => {
    if (step >= WEEK && step < started) return null;
    const sinceStart = step - started;
    return 100 + (sinceStart >= 0 && sinceStart < 3 ? 90 : 0) + noise();
  }, started + 6);
  expect(marks).toEqual([]);
});

test('values that are no numbers, or no later than the last, are left out', () => {
  const detector = new SeriesDetector({ stepMs: STEP_MS, leastChange: 1, leastShare: 0 });
  for (let step = 0; step < WEEK; step++) detector.take(step * STEP_MS, 10);
  expect(detector.take(WEEK * STEP_MS, Number.NaN)).toBe(0);
  expect(detector.take(5 * STEP_MS, 900)).toBe(0);
  expect([...detector.last(2)]).toEqual([10, 10]);
});

test('a series takes no more than 20 kB, however long it goes on', () => {
  const { detector } = marksOf((step) => step % 7, 5 * WEEK);
  expect(detector.bytes).toBeLessThanOrEqual(20_000);
  expect(detector.last(10_000).length).toBeLessThanOrEqual(WEEK + 24);
});
