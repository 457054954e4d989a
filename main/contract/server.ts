import { z } from 'zod';
import { Era, Health, Lamp, ServerState } from './server-state.ts';

/** How the last process of a server ended. */
export const LastExit = z.object({
  at: z.iso.datetime(),
  /** Exit code; null when a signal ended the process. */
  code: z.number().int().nullable(),
  /** Signal name such as SIGKILL; null when the process exited by itself. */
  signal: z.string().nullable(),
  /** The last line that it wrote to stderr, secrets masked; null when it wrote none. */
  stderr: z.string().nullable(),
});
export type LastExit = z.infer<typeof LastExit>;

/** What is wrong with a server and what would mend it. `code` is stable for scripts; the sentences are not. */
export const ServerProblem = z.object({
  code: z.enum([
    'command-not-found',
    'not-executable',
    'bad-working-directory',
    'spawn-failed',
    'exit-unusable',
    'unsupported-transport',
    'start-timeout',
    'handshake-refused',
    'exited',
    'killed',
    'hung',
  ]),
  message: z.string(),
  /** What its owner can do about it; null when Signalbox does all that can be done. */
  fix: z.string().nullable(),
});
export type ServerProblem = z.infer<typeof ServerProblem>;

/**
 * One server as every reader sees it: `GET /servers`, `signalbox status --json`, the window and the tray.
 * Fields are added freely; none is renamed, for scripts read them.
 */
export const ServerView = z.object({
  name: z.string(),
  transport: z.enum(['stdio', 'http']),
  /** The command line as configured, secrets masked. */
  command: z.string(),
  state: ServerState,
  /** Why it is in this state, in one sentence; null where the state says all. */
  reason: z.string().nullable(),
  problem: ServerProblem.nullable(),
  health: Health,
  /** What the verdict rests on, worst first; empty only when healthy. */
  health_reasons: z.array(z.string()),
  lamp: Lamp,
  pid: z.number().int().nullable(),
  /** Starts that followed an unwanted end, since the engine started. */
  restarts: z.number().int(),
  last_exit: LastExit.nullable(),
  /** When the next start is due; null unless backing off or crash-looping. */
  next_start_at: z.iso.datetime().nullable(),
  /** When the running process was started; null without one. */
  started_at: z.iso.datetime().nullable(),
  /** Seconds since the running process was started; null without one. */
  uptime_seconds: z.number().nullable(),
  era: Era.nullable(),
  /** The MCP revision agreed on, for example 2025-11-25; null until the handshake is done. */
  protocol_version: z.string().nullable(),
  /** The server's own name and version, from the handshake. */
  server_name: z.string().nullable(),
  server_version: z.string().nullable(),
  /** Counts from the server's lists; null when not ready or when the server does not offer that list. */
  tools: z.number().int().nullable(),
  resources: z.number().int().nullable(),
  prompts: z.number().int().nullable(),
  /** Round trip of the last answered liveness probe, in milliseconds. */
  probe_ms: z.number().nullable(),
  /** Sums over the server's process tree: per cent of one core, resident bytes, processes; null when not sampled. */
  cpu_percent: z.number().nullable(),
  memory_bytes: z.number().nullable(),
  processes: z.number().int().nullable(),
});
export type ServerView = z.infer<typeof ServerView>;
