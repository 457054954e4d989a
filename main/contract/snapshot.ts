import { z } from 'zod';
import { AlertsNow } from './alert.ts';
import { ConfigurationStatus } from './configuration-status.ts';
import { ShellPath } from './executable.ts';
import { Overview } from './overview.ts';
import { RegisterEntry } from './register.ts';
import { RuntimeFacts } from './runtime-facts.ts';
import { ServerView } from './server.ts';

/** One sampling pass: what each running server's process tree used. */
export const SamplePass = z.object({
  at: z.iso.datetime(),
  servers: z.record(
    z.string(),
    z.object({
      /** Per cent of one core since the pass before. */
      cpu_percent: z.number(),
      /** Resident bytes, summed over the tree. */
      memory_bytes: z.number(),
      processes: z.number().int(),
      /** Of clients, a second, since the pass before; null where the gateway had none to ask. */
      requests_per_second: z.number().nullable(),
      errors_per_second: z.number().nullable(),
    }),
  ),
});
export type SamplePass = z.infer<typeof SamplePass>;

export const EngineView = z.object({
  version: z.string(),
  pid: z.number().int(),
  started_at: z.iso.datetime(),
  /** The folder that holds configuration, state and logs, or "the system's folders". */
  home: z.string(),
  /** Where the window and clients reach it, ending with a slash; null before it listens. */
  url: z.url().nullable(),
  /** Of the machine: so many times 100 per cent of a core are all of it. */
  processors: z.number().int(),
  /** Null until it is known, a moment after the start. */
  shell_path: ShellPath.nullable(),
  runtime: RuntimeFacts,
});
export type EngineView = z.infer<typeof EngineView>;

/** Everything that a shell shows when it attaches; topics keep it current afterwards. */
export const Snapshot = z.object({
  engine: EngineView,
  overview: Overview,
  /** In the order of the configuration file. */
  servers: z.array(ServerView),
  configuration: ConfigurationStatus,
  /** Newest first, at most 200. */
  register: z.array(RegisterEntry),
  /** Oldest first, at most the last 15 minutes. */
  samples: z.array(SamplePass),
  alerts: AlertsNow,
});
export type Snapshot = z.infer<typeof Snapshot>;

/** What changed among the servers since the message before. */
export const ServersChange = z.object({
  overview: Overview,
  changed: z.array(ServerView),
  removed: z.array(z.string()),
  /** All names, in the order of the configuration file. */
  order: z.array(z.string()),
});
export type ServersChange = z.infer<typeof ServersChange>;
