import type { SamplePass } from '#contract/snapshot.ts';
import type { Clock } from './ports.ts';

/** As far back as the window draws. Longer history is the telemetry room's. */
const KEPT_MS = 15 * 60_000;

/** Samples now and then once per interval, measured from the end of a pass so that passes never pile up. */
export function startSampling(options: {
  readonly clock: Clock;
  readonly intervalMs: () => number;
  readonly sample: () => Promise<SamplePass>;
  readonly onPass: (pass: SamplePass) => void;
  /** A pass that failed; told once for each new message. The servers and the next pass go on. */
  readonly onFault: (message: string) => void;
}): { history(): SamplePass[]; close(): Promise<void> } {
  const passes: SamplePass[] = [];
  let closed = false;
  let lastFault: string | null = null;
  let pass = Promise.resolve();
  let cancel = options.clock.after(0, next);

  function next(): void {
    pass = takeOne();
  }

  async function takeOne(): Promise<void> {
    let taken: SamplePass | null = null;
    try {
      taken = await options.sample();
      lastFault = null;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== lastFault) options.onFault(message);
      lastFault = message;
    }
    if (closed) return;
    if (taken !== null) {
      keep(passes, taken);
      options.onPass(taken);
    }
    cancel = options.clock.after(options.intervalMs(), next);
  }
  return {
    history: () => [...passes],
    async close() {
      closed = true;
      cancel();
      await pass;
    },
  };
}

function keep(passes: SamplePass[], pass: SamplePass): void {
  passes.push(pass);
  const oldest = Date.parse(pass.at) - KEPT_MS;
  const first = passes.findIndex(({ at }) => Date.parse(at) >= oldest);
  if (first > 0) passes.splice(0, first);
}
