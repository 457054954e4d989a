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
