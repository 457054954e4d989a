import { expect, test } from 'vitest';
import { createDrain } from '../../../main/engine/supervision/drain.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function open(inFlight: number) {
  const clock = new FakeClock();
  const work = { inFlight };
  const told: boolean[] = [];
  const drain = createDrain(clock, () => work.inFlight);
  return { clock, work, told, drain, tell: (isOver: boolean) => void told.push(isOver) };
}

test('with nothing in flight a change is carried out at once', () => {
  const { drain, told, tell } = open(0);
  drain.begin(10_000, tell);
  expect(told).toEqual([true]);
  expect(drain.isUnderWay).toBe(false);
});

test('a change waits for the last request in flight, and no longer than its limit', () => {
  const { clock, drain, told, tell, work } = open(2);
  drain.begin(10_000, tell);
  clock.advance(5_000);
  expect(told).toEqual([]);
  expect(drain.isUnderWay).toBe(true);
  work.inFlight = 0;
  clock.advance(50);
  expect(told).toEqual([true]);
  work.inFlight = 1;
  drain.begin(10_000, tell);
  clock.advance(9_950);
  expect(told).toEqual([true]);
  clock.advance(50);
  expect(told).toEqual([true, true]);
  clock.advance(60_000);
  expect(told).toEqual([true, true]);
});

test('somebody’s other wish cancels it, and the next change takes its place', () => {
  const { clock, drain, told, tell } = open(1);
  drain.begin(10_000, tell);
  drain.cancel();
  expect(told).toEqual([false]);
  drain.begin(10_000, tell);
  drain.begin(20_000, tell);
  expect(told).toEqual([false, false]);
  clock.advance(10_050);
  expect(told).toEqual([false, false]);
  clock.advance(10_000);
  expect(told).toEqual([false, false, true]);
  drain.cancel();
  expect(told).toHaveLength(3);
});
