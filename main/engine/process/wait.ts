import type { Clock } from '../ports.ts';

/** Resolves after `ms`. */
export function wait(clock: Clock, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(ms, resolve);
  return promise;
}

/** Whether the promise was fulfilled within `ms`. The promise itself goes on. */
export async function within(clock: Clock, ms: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(ms, () => resolve(false));
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    cancel();
  }
}

const SLICES = 10;

/**
 * A clock for judging others by: its waits count time only in which this process got to run. While the event loop is held
 * up, or the machine sleeps or has no processor to spare, no more than a tenth of a wait passes; and what came in meanwhile
 * is read before a wait is over.
 */
export function patientClock(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(ms, then) {
      let left = SLICES;
      let cancel = (): void => {};
      const next = (): void => {
        left -= 1;
        // The last is a turn of the event loop alone.
        cancel = left < 0 ? clock.after(0, then) : clock.after(ms / SLICES, next);
      };
      next();
      return () => cancel();
    },
  };
}

/**
 * What the promise is fulfilled with, or null as soon as the signal is given. The promise itself goes on; how it ends is
 * then of no concern to anybody.
 */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | null> {
  if (signal === undefined) return promise;
  const { promise: aborted, resolve } = Promise.withResolvers<null>();
  const abort = () => resolve(null);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

const RETRY_MS = 50;

/**
 * Looks again while a look at the machine fails, as it does when the machine is short of open files or processes for a
 * moment; rejects with the last failure when `limitMs` are over.
 */
export async function patiently<Value>(
  look: () => Promise<Value>,
  clock: Clock,
  limitMs: number,
): Promise<Value> {
  const deadline = clock.monotonic() + limitMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (clock.monotonic() >= deadline) throw error;
    }
    await wait(clock, RETRY_MS);
  }
}
