import { expect, it } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { patientClock, within } from '#engine/process/process.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

it('waits as long as it is asked to where nothing holds it up', () => {
  const clock = new FakeClock();
  let isOver = false;
  patientClock(clock).after(1_000, () => {
    isOver = true;
  });
  clock.advance(999);
  expect(isOver).toBe(false);
  clock.advance(2);
  expect(isOver).toBe(true);
  const cancel = patientClock(clock).after(1_000, () => {
    throw new Error('it was cancelled');
  });
  clock.advance(550);
  cancel();
  clock.advance(5_000);
  expect(clock.pendingTimers).toBe(0);
});

it('does not count time in which this process was held up', async () => {
  const heldUpMs = 300;
  // Due long before the end of the wait, but not looked at while everything stands still.
  const { promise: answer, resolve } = Promise.withResolvers<void>();
  const inTime = within(patientClock(systemClock), 250, answer);
  const until = performance.now() + heldUpMs;
  while (performance.now() < until) {}
  setImmediate(resolve);
  expect(await inTime).toBe(true);
});
