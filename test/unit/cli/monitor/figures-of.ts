import type { ServerView } from '#contract/server.ts';
import type { SamplePass } from '#contract/snapshot.ts';
import { type Figures, figuresOf } from '../../../../main/cli/monitor/figures.ts';
import { snapshotOf } from '../views.ts';

/** The figures of these servers, sampled in these passes. */
export function figuresWith(servers: ServerView[], passes: SamplePass[] = []): Figures {
  return figuresOf({ ...snapshotOf(servers), samples: passes });
}

/** A pass in which each server had this CPU, and requests if it says so. */
export function samplePass(
  servers: Readonly<Record<string, { cpu: number; memory?: number; rate?: number | null }>>,
  seconds = 0,
): SamplePass {
  return {
    at: new Date(Date.UTC(2026, 10, 21, 10, 0, seconds)).toISOString(),
    servers: Object.fromEntries(
      Object.entries(servers).map(([name, { cpu, memory = 80_000_000, rate = null }]) => [
        name,
        {
          cpu_percent: cpu,
          memory_bytes: memory,
          processes: 1,
          requests_per_second: rate,
          errors_per_second: rate === null ? null : 0,
        },
      ]),
    ),
  };
}
