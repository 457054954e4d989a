import type { SamplePass } from '#contract/snapshot.ts';
import type { Point } from '../../../../parts/sparkline/spark-segments.ts';

/** What the last minutes of a server are drawn from, oldest first. What was not known has no point. */
export interface UsagePoints {
  readonly cpu: readonly Point[];
  readonly memory: readonly Point[];
  readonly requests: readonly Point[];
}

const NONE: UsagePoints = { cpu: [], memory: [], requests: [] };

interface Lists {
  cpu: Point[];
  memory: Point[];
  requests: Point[];
}

/** All rows draw from the same passes: they are taken apart once for each list of them. */
const taken = new WeakMap<readonly SamplePass[], ReadonlyMap<string, Lists>>();

/** The points of one server in a list of passes that is never changed. */
export function usagePoints(samples: readonly SamplePass[], name: string): UsagePoints {
  let servers = taken.get(samples);
  if (servers === undefined) {
    servers = takeApart(samples);
    taken.set(samples, servers);
  }
  return servers.get(name) ?? NONE;
}

function takeApart(samples: readonly SamplePass[]): Map<string, Lists> {
  const servers = new Map<string, Lists>();
  for (const { at, servers: sampled } of samples) {
    const atMs = Date.parse(at);
    for (const [name, sample] of Object.entries(sampled)) {
      let lists = servers.get(name);
      if (lists === undefined) {
        lists = { cpu: [], memory: [], requests: [] };
        servers.set(name, lists);
      }
      lists.cpu.push({ atMs, value: sample.cpu_percent });
      lists.memory.push({ atMs, value: sample.memory_bytes });
      const { requests_per_second: rate } = sample;
      if (rate !== null) lists.requests.push({ atMs, value: rate });
    }
  }
  return servers;
}
