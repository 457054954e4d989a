import type { ServerView } from '#contract/server.ts';
import type { Sampling, ServerUsage } from '../../supervision/supervision.ts';
import { Rising } from './rising.ts';

type Counted = NonNullable<ServerUsage['counters']>;

/** What the processes of a server used in all since the engine started; only rises, also over restarts. */
export type ProcessCounters = {
  readonly [name in keyof Counted | 'cpu_user_seconds' | 'cpu_system_seconds']: number | null;
} & {
  /** As the view has them, but that they never fall, as where a pool gives up an instance. */
  readonly restarts: number;
};

type CountedServer = Pick<ServerView, 'name' | 'started_at' | 'instances' | 'restarts'>;

/** Takes each sampling pass, so that next to nothing is missing of a process that ended. */
export interface ProcessCounting {
  /** @param views of all servers: what was counted of others is forgotten */
  note(sampling: Pick<Sampling, 'servers'>, views: readonly CountedServer[]): void;
  /** Null before the first pass. */
  of(server: string): ProcessCounters | null;
}

const NOTHING = {
  read_bytes: null,
  written_bytes: null,
  reads: null,
  writes: null,
  context_switches: null,
  cpu_user_seconds: null,
  cpu_system_seconds: null,
};

export function createProcessCounting(): ProcessCounting {
  const user = new Rising();
  const system = new Rising();
  const known = new Map<string, ProcessCounters>();
  return {
    note({ servers }, views) {
      for (const view of views) {
        const { name, started_at: startedAt, instances } = view;
        const found = servers.get(name);
        const before = known.get(name);
        const restarts = Math.max(before?.restarts ?? 0, view.restarts);
        if (found === undefined) {
          known.set(name, { ...(before ?? NOTHING), restarts });
          continue;
        }
        const { usage, counters } = found;
        const epoch = instances.length === 0 ? startedAt : null;
        known.set(name, {
          ...(before ?? NOTHING),
          ...counters,
          restarts,
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
