import { expect, test } from 'vitest';
import { scaledClock } from '../fakes/scaled-clock.ts';
import { fixture } from './harness/fixture.ts';
import { makeHome } from './harness/home.ts';
import { openEngine } from './harness/open-engine.ts';

/** Half a minute of waits in a second or two. */
const FACTOR = 20;

test('the sixth early death makes a crash loop: told once, tried rarely, and lifted by a start', async () => {
  const home = await makeHome();
  await home.configure({ refused: fixture('exits-at-once', { timeouts: { start: '20m' } }) });
  // In the middle: no jitter.
  const ports = { clock: scaledClock(FACTOR), random: () => 0.5 };
  const engine = await openEngine(home, { ports });

  const looping = await engine.untilServer('refused', 'loops', ({ state }) => state === 'crash-looping');
  expect(looping.restarts).toBe(5);
  expect(looping.reason).toMatch(/^keeps going down; last, it exited with code 1: “connection refused”$/);
  expect(looping.next_start_at).not.toBeNull();
  const told = await engine.register('refused');
  expect(told.map(({ kind }) => kind)).toEqual([...Array(5).fill('went-down'), 'crash-loop']);
  const waits = told.slice(0, 5).map(({ text }) => /next start in (.+)$/.exec(text)?.[1]);
  expect(waits).toEqual(['1.0 s', '2.0 s', '4.0 s', '8.0 s', '16 s']);
  expect(told.at(-1)?.text).toMatch(
    /^refused keeps going down: it exited with code 1.*; next start in 5 min$/,
  );

  await engine.call('start', { names: ['refused'] });
  const tried = await engine.untilServer('refused', 'backs off anew', ({ state }) => state === 'backing-off');
  expect(tried.reason).toMatch(/^exited with code 1/);
});

test('a crash loop is tried again after five minutes by itself', async () => {
  const home = await makeHome();
  await home.configure({ refused: fixture('exits-at-once', { timeouts: { start: '1h' } }) });
  const ports = { clock: scaledClock(100), random: () => 0.5 };
  const engine = await openEngine(home, { ports });
  await engine.untilServer('refused', 'loops', ({ state }) => state === 'crash-looping');
  await engine.untilServer('refused', 'was tried', ({ restarts }) => restarts > 5);
  const trial = await engine.untilRegister('the trial came to nothing', ({ text }) =>
    text.includes('next start in 10 min'),
  );
  expect(trial.kind).toBe('crash-loop');
});
