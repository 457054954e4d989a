import { freemem } from 'node:os';
import type { Clock } from '../ports.ts';
import { NO_USAGE, type Processes } from '../process/process.ts';
import type { ServerGroup } from './group.ts';
import type { Sampling, ServerUsage } from './sampling.ts';

/** Samples the trees of all servers once, each with all its instances; a server that runs none is left out. */
export async function sampleGroups(
  groups: readonly ServerGroup[],
  { clock, processes }: { readonly clock: Clock; readonly processes: Processes },
): Promise<Sampling> {
  const servers = groups.flatMap((group) => group.servers);
  const roots = new Map<string, number>();
  const runs = new Map(servers.map((server) => [server, server.run]));
  for (const { key, run } of servers) if (run?.pid != null) roots.set(key, run.pid);
  const atMs = clock.now();
  const monotonicMs = clock.monotonic();
  const trees = await processes.sample(roots);
  const freeBytes = freemem();
  for (const server of servers) {
    // One that was started meanwhile is not judged by what the one before used.
    const isSame = server.run === runs.get(server);
    server.take(isSame ? (trees.get(server.key) ?? null) : null, freeBytes);
  }
  const usages = new Map<string, ServerUsage>();
  let all = 0;
  for (const group of groups) {
    group.judgeSample();
    const samples = group.servers.map(({ sample }) => sample).filter((sample) => sample !== null);
    if (samples.length === 0) continue;
    const count = samples.reduce((sum, { processes: some }) => sum + some, 0);
    all += count;
    usages.set(group.name, {
      atMs,
      processes: count,
      usage: {
        ...NO_USAGE,
        cpu_percent: samples.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0),
        memory_bytes: samples.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      },
      counters: null,
    });
  }
  return { atMs, monotonicMs, tookMs: clock.monotonic() - monotonicMs, processes: all, servers: usages };
}
