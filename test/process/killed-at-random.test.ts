import { expect, test } from 'vitest';
import { killSeries } from '../faults/random-kills/kill-series.ts';
import { createRandom } from './harness/random.ts';

/** `npm run faults:random` does it 200 times. */
const HOMES = 2;
const KILLS = 6;

for (let home = 1; home <= HOMES; home += 1) {
  test.concurrent(`engine ${home}, killed at ${KILLS} random moments, leaves no process, loses no wish and starts clean`, {
    timeout: 300_000,
  }, async ({ onTestFinished }) => {
    const random = createRandom();
    const { faults, liveOverWanted } = await killSeries({ kills: KILLS, random, defer: onTestFinished });
    expect(faults, random.told).toEqual([]);
    expect(liveOverWanted, random.told).toBe(1);
  });
}
