import type { ServerView } from '#contract/server.ts';
import type { Sampling, ServerUsage } from '../../supervision/supervision.ts';
import { Rising } from './rising.ts';

type Counted = NonNullable<ServerUsage['counters']>;

/** What the processes of a server used in all since the engine started; only rises, also over restarts. */
export type ProcessCounters = {
  readonly [name in keyof Counted | 'cpu_user_seconds' | 'cpu_system_seconds']: number | null;
};

type CountedServer = Pick<ServerView, 'name' | 'started_at' | 'instances'>;

/** Takes each sampling pass, so that next to nothing is missing of a process that ended. */
export interface ProcessCounting {
  /** @param views of all servers: what was counted of others is forgotten */
  note(sampling: Pick<Sampling, 'servers'>, views: readonly CountedServer[]): void;
  /** Null for one that never ran. */
  of(server: string): ProcessCounters | null;
}

const NOTHING = { read_bytes: null, written_bytes: null, reads: null, writes: null, context_switches: null };

export function createProcessCounting(): ProcessCounting {
  const user = new Rising();
  const system = new Rising();
  const known = new Map<string, ProcessCounters>();
  return {
    note({ servers }, views) {
      for (const { name, started_at: startedAt, instances } of views) {
        const found = servers.get(name);
        if (found === undefined) continue;
        const { usage, counters } = found;
        const epoch = instances.length === 0 ? startedAt : null;
        known.set(name, {
          ...(counters ?? known.get(name) ?? NOTHING),
          cpu_user_seconds: user.add(name, epoch, usage.cpu_user_seconds),
          cpu_system_seconds: system.add(name, epoch, usage.cpu_system_seconds),
        });
      }
      const names = new Set(views.map(({ name }) => name));
      for (const name of [...known.keys()]) {
        if (names.has(name)) continue;
        known.delete(name);
        user.delete(name);
        system.delete(name);
      }
    },
    of: (server) => known.get(server) ?? null,
  };
}
