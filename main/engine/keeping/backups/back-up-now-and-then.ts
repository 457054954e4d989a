import type { Clock } from '../../ports.ts';

/** A wait longer than this is taken in steps: so that a changed interval counts, and for a timer's greatest length. */
const STEP_MS = 60_000;

/**
 * Calls `backUp` each time the interval has passed, which is looked up anew each minute; null for never.
 * @returns ends it, and resolves when nothing of it is under way
 */
export function backUpNowAndThen(options: {
  readonly clock: Clock;
  readonly intervalMs: () => number | null;
  /** Does nothing where the file is what was kept last. */
  readonly backUp: () => Promise<unknown>;
  readonly onFault: (error: unknown) => void;
}): () => Promise<void> {
  const { clock, intervalMs, backUp, onFault } = options;
  let lastMs = clock.monotonic();
  let running: Promise<unknown> = Promise.resolve();
  let cancel = (): void => {};

  function look(): void {
    const wanted = intervalMs();
    if (wanted !== null && clock.monotonic() - lastMs >= wanted) {
      lastMs = clock.monotonic();
      running = running.then(backUp).catch(onFault);
    }
    wait();
  }

  function wait(): void {
    cancel = clock.after(STEP_MS, look);
  }

  wait();
  return async () => {
    cancel();
    await running;
  };
}
