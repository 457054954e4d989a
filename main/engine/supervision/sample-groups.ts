import { freemem } from 'node:os';
import type { SamplePass } from '#contract/snapshot.ts';
import type { Clock } from '../ports.ts';
import type { Processes } from '../process/process.ts';
import type { ServerGroup } from './group.ts';

/** Samples the trees of all servers once, each with all its instances; a server that runs none is left out. */
export async function sampleGroups(
  groups: readonly ServerGroup[],
  { clock, processes }: { readonly clock: Clock; readonly processes: Processes },
): Promise<SamplePass> {
  const servers = groups.flatMap((group) => group.servers);
  const roots = new Map<string, number>();
  const runs = new Map(servers.map((server) => [server, server.run]));
  for (const { key, run } of servers) if (run?.pid != null) roots.set(key, run.pid);
  const at = new Date(clock.now()).toISOString();
  const trees = await processes.sample(roots);
  const freeBytes = freemem();
  for (const server of servers) {
    // One that was started meanwhile is not judged by what the one before used.
    const isSame = server.run === runs.get(server);
    server.take(isSame ? (trees.get(server.key) ?? null) : null, freeBytes);
  }
  const pass: SamplePass = { at, servers: {} };
  for (const group of groups) {
    group.judgeSample();
    const samples = group.servers.map(({ sample }) => sample).filter((sample) => sample !== null);
    if (samples.length === 0) continue;
    pass.servers[group.name] = {
      cpu_percent: samples.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0),
      memory_bytes: samples.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      processes: samples.reduce((sum, { processes: count }) => sum + count, 0),
    };
  }
  return pass;
}
