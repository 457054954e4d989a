import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '#engine/ports.ts';

const DAY_MS = 86_400_000;

test('what is to be done in a month is not done at once, as by a timer of the system', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const done = vi.fn();
  systemClock.after(60 * DAY_MS, done);
  vi.advanceTimersByTime(59 * DAY_MS);
  expect(done).not.toHaveBeenCalled();
  vi.advanceTimersByTime(DAY_MS);
  expect(done).toHaveBeenCalledOnce();
  const cancel = systemClock.after(60 * DAY_MS, done);
  vi.advanceTimersByTime(50 * DAY_MS);
  cancel();
  vi.advanceTimersByTime(50 * DAY_MS);
  expect(done).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});
