import { expect, test } from 'vitest';
import { backoffMs, isTriedEnough } from '#engine/alerts/delivery/backoff.ts';

const DAY_MS = 86_400_000;

test('tries come rarer and rarer, at most five minutes apart, and not all at one time', () => {
  const middle = [1, 2, 3, 4, 9, 10, 1000].map((tries) => backoffMs(tries, () => 0.5));
  expect(middle).toEqual([1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
  expect(backoffMs(1, () => 0)).toBe(750);
  expect(backoffMs(1, () => 1)).toBe(1_250);
});

test('a message is given up after a day and twenty tries: a night without a network loses nothing', () => {
  expect(isTriedEnough(500, DAY_MS - 1, false)).toBe(false);
  expect(isTriedEnough(19, 7 * DAY_MS, false)).toBe(false);
  expect(isTriedEnough(20, DAY_MS, false)).toBe(true);
});

test('a command is tried three times', () => {
  expect(isTriedEnough(2, 0, true)).toBe(false);
  expect(isTriedEnough(3, 0, true)).toBe(true);
});
