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
  const { promise: answer, resolve } = Promise.withResolvers<void>();
  const inTime = within(patientClock(systemClock), 250, answer);
  // Later than the wait by the clock, and known at once when this process gets on.
  systemClock.after(280, resolve);
  const heldUpUntilMs = performance.now() + 300;
  while (performance.now() < heldUpUntilMs) {}
  expect(await inTime).toBe(true);
});
