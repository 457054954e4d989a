import type { SamplePass } from '#contract/snapshot.ts';
import type { Sampling } from './supervision/supervision.ts';
import type { ServerTotals } from './telemetry/telemetry.ts';

/** As far back as a window that has just opened draws without asking the history. */
const KEPT_MS = 15 * 60_000;

/** The last passes as every window has them. One for each run of the engine. */
export interface RecentPasses {
  /** Makes the pass that is told on the topic, and keeps it. */
  add(sampling: Sampling, totals: (server: string) => ServerTotals | null): SamplePass;
  /** Oldest first. */
  all(): SamplePass[];
}

interface Asked {
  readonly atMs: number;
  readonly requests: number;
  readonly errors: number;
}

export function keepRecentPasses(): RecentPasses {
  const kept: { readonly pass: SamplePass; readonly monotonicMs: number }[] = [];
  let asked = new Map<string, Asked>();

  function add(sampling: Sampling, totals: (server: string) => ServerTotals | null): SamplePass {
    const now = new Map<string, Asked>();
    const pass: SamplePass = { at: new Date(sampling.atMs).toISOString(), servers: {} };
    for (const [name, { usage, processes }] of sampling.servers) {
      // Not measured yet is no zero: such a server appears with the next pass.
      if (usage.cpu_percent === null || usage.memory_bytes === null) continue;
      const { requests = 0, errors = 0 } = totals(name) ?? {};
      const before = asked.get(name);
      now.set(name, { atMs: sampling.monotonicMs, requests, errors });
      const seconds = before === undefined ? 0 : (sampling.monotonicMs - before.atMs) / 1000;
      const perSecond = (count: number) => (seconds > 0 ? count / seconds : null);
      pass.servers[name] = {
        cpu_percent: usage.cpu_percent,
        memory_bytes: usage.memory_bytes,
        processes,
        requests_per_second: perSecond(requests - (before?.requests ?? 0)),
        errors_per_second: perSecond(errors - (before?.errors ?? 0)),
      };
    }
    asked = now;
    const { monotonicMs } = sampling;
    kept.push({ pass, monotonicMs });
    // Not by the wall clock: once it was set back, nothing would be old for that long.
    const first = kept.findIndex((one) => one.monotonicMs >= monotonicMs - KEPT_MS);
    if (first > 0) kept.splice(0, first);
    return pass;
  }

  return { add, all: () => kept.map(({ pass }) => pass) };
}
