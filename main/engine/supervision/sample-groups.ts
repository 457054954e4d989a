import { freemem } from 'node:os';
import type { Clock } from '../ports.ts';
import { type Counted, type Processes, sumUsage, type TreeSample } from '../process/process.ts';
import type { Sampling, ServerUsage } from './sampling.ts';

type Counters = NonNullable<ServerUsage['counters']>;

const NOTHING: Counters = { read_bytes: 0, written_bytes: 0, reads: 0, writes: 0, context_switches: 0 };

/** One server and its instances, as far as sampling needs them. */
export interface SampledGroup {
  readonly name: string;
  readonly servers: readonly SampledServer[];
  judgeSample(): void;
}

export interface SampledServer {
  readonly key: string;
  readonly run: { readonly pid: number | null } | null;
  readonly sample: TreeSample | null;
  take(sample: TreeSample | null, freeBytes: number): void;
}

/** Samples the trees of all servers once, each with all its instances; a server that runs none is left out. */
export function createGroupSampler({
  clock,
  processes,
}: {
  readonly clock: Clock;
  readonly processes: Pick<Processes, 'sample'>;
}): (groups: readonly SampledGroup[]) => Promise<Sampling> {
  /** By server; they outlive its processes. */
  const counters = new Map<string, Counters>();

  function count(name: string, all: readonly Counted[]): Counters | null {
    if (all.length === 0) return null;
    const sum = all.reduce(add, counters.get(name) ?? NOTHING);
    counters.set(name, sum);
    return sum;
  }

  return async (groups) => {
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
    let total = 0;
    for (const group of groups) {
      group.judgeSample();
      const samples = group.servers.map(({ sample }) => sample).filter((sample) => sample !== null);
      if (samples.length === 0) continue;
      const some = samples.reduce((sum, sample) => sum + sample.processes, 0);
      total += some;
      usages.set(group.name, {
        atMs,
        processes: some,
        usage: sumUsage(samples.map(({ usage }) => usage)),
        mostOpenFiles: mostOpenFiles(samples),
        counters: count(
          group.name,
          samples.map(({ counted }) => counted).filter((counted) => counted !== null),
        ),
      });
    }
    for (const name of counters.keys())
      if (!groups.some((group) => group.name === name)) counters.delete(name);
    return { atMs, monotonicMs, tookMs: clock.monotonic() - monotonicMs, processes: total, servers: usages };
  };
}

function mostOpenFiles(samples: readonly TreeSample[]): number | null {
  let most: number | null = null;
  for (const { figures } of samples) {
    for (const { usage } of figures.values()) {
      if (usage.open_files !== null && (most === null || usage.open_files > most)) most = usage.open_files;
    }
  }
  return most;
}

function add(sum: Counters, one: Counted): Counters {
  return {
    read_bytes: sum.read_bytes + one.read_bytes,
    written_bytes: sum.written_bytes + one.written_bytes,
    reads: sum.reads + one.reads,
    writes: sum.writes + one.writes,
    context_switches: sum.context_switches + one.context_switches,
  };
}
