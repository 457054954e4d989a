import { describe, expect, it } from 'vitest';
import type { Step } from '#engine/telemetry/history/history.ts';
import { mergeSteps, movementPerHour } from '#engine/telemetry/trends/movement.ts';
import { seededRandom } from '../../../fakes/memory-traces.ts';

const STEP_MS = 120_000;
const rule = { floor: 0, valueOf: ({ sum, count }: Step) => sum / count };

function stepsOf(values: readonly number[]): Step[] {
  return values.map((value, at) => ({ atMs: at * STEP_MS, min: value, max: value, sum: value, count: 1 }));
}

function movements(runs: number, valuesOf: (random: () => number) => readonly number[]): number {
  let moved = 0;
  for (let seed = 1; seed <= runs; seed++) {
    if (movementPerHour(stepsOf(valuesOf(seededRandom(seed))), STEP_MS, rule) !== null) moved += 1;
  }
  return moved;
}

describe('a movement', () => {
  it('is seldom seen in what only wanders, each value a little from the one before', () => {
    const wanders = (random: () => number) => {
      let at = 0;
      return Array.from({ length: 40 }, () => {
        at = 0.9 * at + random() - 0.5;
        return at;
      });
    };
    expect(movements(200, wanders)).toBeLessThanOrEqual(20);
  });

  it('is none when the figure strays further than it moved', () => {
    const strays = (random: () => number) =>
      Array.from({ length: 45 }, (_, at) => 100 + at / 2 + 60 * random());
    expect(movements(100, strays)).toBeLessThanOrEqual(2);
  });

  it('is none below a fiftieth of the level, and below what means anything', () => {
    const line = Array.from({ length: 40 }, (_, at) => 1000 + at / 3);
    expect(movementPerHour(stepsOf(line), STEP_MS, rule)).toBeNull();
    const low = line.map((value) => value - 900);
    expect(movementPerHour(stepsOf(low), STEP_MS, rule)).toBeCloseTo(10);
    expect(movementPerHour(stepsOf(low), STEP_MS, { ...rule, floor: 20 })).toBeNull();
  });
});

describe('steps', () => {
  it('are put together without losing samples, and gaps stay gaps', () => {
    const merged = mergeSteps(
      [
        { atMs: 0, min: 1, max: 2, sum: 3, count: 2 },
        { atMs: STEP_MS, min: 0, max: 9, sum: 9, count: 3 },
        { atMs: 4 * STEP_MS, min: 5, max: 5, sum: 5, count: 1 },
      ],
      2 * STEP_MS,
    );
    expect(merged).toEqual([
      { atMs: 0, min: 0, max: 9, sum: 12, count: 5 },
      { atMs: 4 * STEP_MS, min: 5, max: 5, sum: 5, count: 1 },
    ]);
  });
});
