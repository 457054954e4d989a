import { z } from 'zod';
import { Usage } from './server-metrics.ts';
import { ServerState } from './server-state.ts';

/** One step in the life of a server, with its reason. Kept in the database; never changed. */
export const LifecycleEvent = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  server: z.string(),
  /** Counts from 1; above 1 only for the further instances of a pool. */
  instance: z.number().int(),
  /** Numbers the launches of that instance, over all engine runs. */
  run: z.number().int(),
  from: ServerState,
  to: ServerState,
  /** Stable for scripts: what brought it about, a problem code or a wish such as `start`, `stop`, `restart`, `ready`. */
  code: z.string(),
  /** Why, in a sentence. */
  reason: z.string(),
  pid: z.number().int().nullable(),
  exit_code: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** Milliseconds until the next start that was decided on; null without one. */
  next_start_ms: z.number().nullable(),
});
export type LifecycleEvent = z.infer<typeof LifecycleEvent>;

export const HistoryFilter = z.object({
  /** One server; all without it. */
  server: z.string().optional(),
  /** Only events with a lower id: how a reader pages back. */
  before: z.number().int().optional(),
  limit: z.number().int().min(1).max(5000).default(200),
});
export type HistoryFilter = z.input<typeof HistoryFilter>;

/** Newest first. */
export const HistoryPage = z.object({ events: z.array(LifecycleEvent) });
export type HistoryPage = z.infer<typeof HistoryPage>;

/** One process of a server's tree, alive or ended. */
export const ProcessView = Usage.extend({
  server: z.string(),
  instance: z.number().int(),
  pid: z.number().int(),
  /** As it was when the process was first seen. */
  ppid: z.number().int(),
  /** Its command line, secrets masked. */
  command: z.string(),
  /** True for the process that Signalbox started. */
  root: z.boolean(),
  started_at: z.iso.datetime(),
  /** Null while it lives. Of a process that Signalbox did not start itself: when it was first missed. */
  ended_at: z.iso.datetime().nullable(),
  /** Known for roots only. */
  exit_code: z.number().int().nullable(),
  signal: z.string().nullable(),
  /**
   * How it was found at the last pass. `zombie`: ended, and its parent did not take notice. `vanished`: gone between two
   * looks. `denied`: the system does not tell of it. Null when it has ended or was not sampled yet.
   */
  status: z
    .enum(['running', 'sleeping', 'waiting-for-disk', 'stopped', 'idle', 'zombie', 'vanished', 'denied'])
    .nullable(),
  /** The program's file; null when not told. */
  executable: z.string().nullable(),
  working_folder: z.string().nullable(),
  /** Of those that live in the tree. */
  children: z.number().int(),
});
export type ProcessView = z.infer<typeof ProcessView>;
