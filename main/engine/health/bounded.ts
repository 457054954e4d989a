import type { Clock } from '../ports.ts';

/**
 * What the promise is fulfilled with, or `late` after `ms` or as soon as the signal is given. The promise itself goes on;
 * a late rejection is dropped.
 */
export async function bounded<Value, Late>(
  clock: Clock,
  ms: number,
  promise: Promise<Value>,
  { late, signal }: { readonly late: Late; readonly signal?: AbortSignal },
): Promise<Value | Late> {
  const { promise: over, resolve } = Promise.withResolvers<Late>();
  const giveUp = (): void => resolve(late);
  const cancel = clock.after(ms, giveUp);
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted === true) giveUp();
  try {
    return await Promise.race([promise, over]);
  } finally {
    cancel();
    signal?.removeEventListener('abort', giveUp);
  }
}
