import { expect, test } from 'vitest';
import { type Frame, sparkSegments } from '../../../renderer/parts/sparkline/spark-segments.ts';

const FRAME: Frame = { width: 72, height: 20, endMs: 900_000, spanMs: 900_000, floor: 5 };
const every = (fromS: number, toS: number, stepS: number) =>
  Array.from({ length: Math.floor((toS - fromS) / stepS) }, (_, i) => ({
    atMs: (fromS + i * stepS) * 1000,
    value: 2,
  }));

test('an unbroken quarter of an hour is one line over the whole width', () => {
  const [only, ...more] = sparkSegments(every(0, 900, 2), FRAME);
  expect(more).toEqual([]);
  expect(only?.line).toMatch(/^M0 /);
  expect(only?.line.split('L').at(-1)).toMatch(/^72 /);
});

test('where nothing was measured nothing is drawn', () => {
  expect(sparkSegments([...every(0, 300, 2), ...every(400, 900, 2)], FRAME)).toHaveLength(2);
  expect(sparkSegments([], FRAME)).toEqual([]);
});

test('slow sampling is no gap', () => {
  expect(sparkSegments(every(0, 900, 30), FRAME)).toHaveLength(1);
});

test('what lies before the frame is left out', () => {
  const [segment] = sparkSegments(
    [
      { atMs: -60_000, value: 90 },
      { atMs: 900_000, value: 5 },
    ],
    FRAME,
  );
  expect(segment?.line).toBe('M71 1.5L72 1.5');
});

test('little load is drawn low, and a peak fills the height', () => {
  const at = (value: number): string | undefined => sparkSegments([{ atMs: 900_000, value }], FRAME)[0]?.line;
  expect(at(0)).toBe('M71 18.5L72 18.5');
  expect(at(1)).toBe('M71 15.1L72 15.1');
  expect(at(80)).toBe('M71 1.5L72 1.5');
});
