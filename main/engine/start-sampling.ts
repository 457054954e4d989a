import type { Clock } from './ports.ts';

/** Takes a pass now and then one per interval. */
export interface Sampler {
  /** The interval may be shorter now: a pass that is due by it is taken at once. */
  hurry(): void;
  close(): Promise<void>;
}

/** Samples now and then once per interval, measured from the end of a pass so that passes never pile up. */
export function startSampling(options: {
  readonly clock: Clock;
  readonly intervalMs: () => number;
  readonly pass: () => Promise<void>;
  /** A pass that failed; told once for each new message. The servers and the next pass go on. */
  readonly onFault: (message: string) => void;
}): Sampler {
  const { clock, intervalMs } = options;
  let closed = false;
  let lastFault: string | null = null;
  let running = true;
  let endedMs = clock.monotonic();
  let pass = Promise.resolve();
  let cancel = clock.after(0, next);

  function next(): void {
    running = true;
    pass = takeOne();
  }

  async function takeOne(): Promise<void> {
    try {
      await options.pass();
      lastFault = null;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== lastFault) options.onFault(message);
      lastFault = message;
    }
    running = false;
    endedMs = clock.monotonic();
    if (!closed) cancel = clock.after(intervalMs(), next);
  }

  return {
    hurry() {
      if (running || closed) return;
      cancel();
      cancel = clock.after(Math.max(0, endedMs + intervalMs() - clock.monotonic()), next);
    },
    async close() {
      closed = true;
      cancel();
      await pass;
    },
  };
}
