import { expect, it } from 'vitest';
import { watchOwnFigures } from '../../../main/engine/own-figures.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

it('says nothing of how late the loop is in the first minute, in which everything is being started', () => {
  const own = watchOwnFigures(new FakeClock());
  expect(own.read()).toMatchObject({ loop_delay_p99_ms: null, cpu_percent: null });
  own.close();
});

it('knows its own processor time after a while, from the span between two looks', async () => {
  const clock = new FakeClock();
  const own = watchOwnFigures(clock);
  const before = process.cpuUsage();
  while (process.cpuUsage(before).user < 50_000) Math.sqrt(performance.now());
  clock.advance(10_000);
  // 50 ms of 10 s, and not the seconds that this process has run for.
  expect(own.read().cpu_percent).toBeGreaterThan(0.2);
  expect(own.read().cpu_percent).toBeLessThan(50);
  own.close();
});

it('leaves no timer behind', () => {
  const clock = new FakeClock();
  watchOwnFigures(clock).close();
  expect(clock.pendingTimers).toBe(0);
});
