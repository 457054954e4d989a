import { type Clock, systemClock } from '#engine/ports.ts';

/**
 * A clock on which everything goes `factor` times as fast, for waits of minutes with real processes. What a process
 * itself takes does not shrink with it, so timeouts for processes must be set that much longer.
 */
export function scaledClock(factor: number): Clock {
  const startedAt = systemClock.now();
  const startedMs = systemClock.monotonic();
  const passedMs = () => (systemClock.monotonic() - startedMs) * factor;
  return {
    now: () => Math.floor(startedAt + passedMs()),
    monotonic: () => startedMs + passedMs(),
    after: (ms, then) => systemClock.after(ms / factor, then),
  };
}
