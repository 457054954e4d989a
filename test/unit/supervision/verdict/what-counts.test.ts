import { expect, it } from 'vitest';
import type { Fact } from '#engine/supervision/life.ts';
import { countLingeringZombies } from '#engine/supervision/verdict/lingering-zombies.ts';
import { ProbeTimes } from '#engine/supervision/verdict/probe-times.ts';
import { createRecentDowns } from '#engine/supervision/verdict/recent-downs.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const down = { kind: 'down', failure: {}, nextInMs: 0, looping: false } as unknown as Fact;

it('counts how often a server went down within ten minutes', () => {
  const clock = new FakeClock();
  const downs = createRecentDowns(clock);
  downs.note('a', down);
  clock.advance(6 * 60_000);
  downs.note('a', down);
  downs.note('b', { kind: 'over-limit', failure: {}, outcome: 'restart' } as unknown as Fact);
  downs.note('b', { kind: 'over-limit', failure: {}, outcome: 'policy' } as unknown as Fact);
  expect([downs.count('a'), downs.count('b'), downs.count('c')]).toEqual([2, 1, 0]);
  clock.advance(5 * 60_000);
  expect(downs.count('a')).toBe(1);
});

it('forgives it after a start by hand, and not after a restart of its own', () => {
  const downs = createRecentDowns(new FakeClock());
  downs.note('a', down);
  downs.note('a', { kind: 'starting', cause: 'failure' });
  expect(downs.count('a')).toBe(1);
  downs.note('a', { kind: 'starting', cause: 'owner' });
  expect(downs.count('a')).toBe(0);
});

it('knows what probes usually take only after ten, and lets no single slow one count', () => {
  const times = new ProbeTimes();
  for (let probe = 0; probe < 12; probe += 1) times.add(10);
  expect([times.recentMs, times.usualMs]).toEqual([10, null]);
  times.add(900);
  expect([times.recentMs, times.usualMs]).toEqual([10, 10]);
  times.add(900);
  expect([times.recentMs, times.usualMs]).toEqual([900, 10]);
});

it('forgets what probes took more than sixty probes ago', () => {
  const times = new ProbeTimes();
  for (const [count, ms] of [
    [60, 10],
    [60, 50],
  ] as const)
    for (let probe = 0; probe < count; probe += 1) times.add(ms);
  expect(times.usualMs).toBe(50);
});

it('counts as zombies only those that are there at two looks', () => {
  const figures = (pids: readonly number[]) => ({
    figures: new Map(pids.map((pid) => [pid, { status: 'zombie' as const }])),
  });
  const count = countLingeringZombies();
  expect([[1], [1, 2], [2, 3], null, [2]].map((pids) => count(pids && figures(pids)))).toEqual([
    0, 1, 1, 0, 0,
  ]);
});
