import { z } from 'zod';
import { Executable } from './executable.ts';
import { LimitView } from './limit.ts';
import { Era, Health, Lamp, ServerState } from './server-state.ts';
import { ServerTraffic } from './traffic.ts';

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
    'out-of-memory',
    'memory-limit',
    'process-limit',
    'install-timeout',
    'port-taken',
    'unreachable',
    'unauthorized',
    'connection-lost',
    /** Its entry names a secret, an input or a variable that has no value. */
    'missing-value',
  ]),
  message: z.string(),
  /** What its owner can do about it; null when Signalbox does all that can be done. */
  fix: z.string().nullable(),
});
export type ServerProblem = z.infer<typeof ServerProblem>;

/** Who holds the port that a local HTTP server needs. */
export const PortHolder = z.object({
  port: z.number().int(),
  /** Null when the system does not tell, as for a process of another user. */
  pid: z.number().int().nullable(),
  command: z.string().nullable(),
  /** True for a process that this Signalbox started: it may be ended with the command `free-port`. */
  ours: z.boolean(),
});
export type PortHolder = z.infer<typeof PortHolder>;

/** One of the processes of a server that has several: of a pool, or of single clients. */
export const InstanceView = z.object({
  /** Counts from 1. */
  instance: z.number().int(),
  state: ServerState,
  pid: z.number().int().nullable(),
  /** Requests that it is working on. */
  in_flight: z.number().int(),
});
export type InstanceView = z.infer<typeof InstanceView>;

/**
 * One server as every reader sees it: `GET /servers`, `signalbox status --json`, the window and the tray.
 * Fields are added freely; none is renamed, for scripts read them.
 */
export const ServerView = z.object({
  name: z.string(),
  transport: z.enum(['stdio', 'http']),
  /** `remote` for one that is only reached by URL: a connection is supervised, not a process. */
  location: z.enum(['local', 'remote']),
  /** The command line as configured, secrets masked. */
  command: z.string(),
  state: ServerState,
  /** Why it is in this state, in one sentence; null where the state says all. */
  reason: z.string().nullable(),
  /** What happens next without anybody's doing, or what its owner can do, in a sentence; null when nothing has to. */
  next_step: z.string().nullable(),
  problem: ServerProblem.nullable(),
  health: Health,
  /** What the verdict rests on, worst first; empty only when healthy. */
  health_reasons: z.array(z.string()),
  /** 100 less the points that the query `health` names; null without evidence. */
  score: z.number().int().nullable(),
  /** Where its memory leads, in a sentence; null when it leads nowhere. */
  forecast: z.string().nullable(),
  lamp: Lamp,
  pid: z.number().int().nullable(),
  /** Starts that followed an unwanted end, over all engine runs. */
  restarts: z.number().int(),
  /** Restarts for a limit that was passed; not among `restarts`. */
  limit_restarts: z.number().int(),
  /** True while npx, uvx or the like is still fetching what it is to run. */
  installing: z.boolean(),
  /** True when it does not answer and its configuration says to leave it running. */
  hung: z.boolean(),
  /** True for one that outlived an earlier engine and was taken over. */
  adopted: z.boolean(),
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
  threads: z.number().int().nullable(),
  open_files: z.number().int().nullable(),
  /** `on-demand` starts with the first request and stops when unused. */
  start: z.enum(['auto', 'on-demand']),
  restart_policy: z.enum(['always', 'on-failure', 'on-abnormal', 'never']),
  depends_on: z.array(z.string()),
  /** The file behind its command; null for a remote server and before it was looked for. */
  executable: Executable.nullable(),
  limits: z.array(LimitView),
  port_holder: PortHolder.nullable(),
  /** Empty unless it is pooled or single clients have processes of their own; those come last. */
  instances: z.array(InstanceView),
  /** Requests of clients that are being worked on, and that wait for a turn. */
  in_flight: z.number().int(),
  queued: z.number().int(),
  /** When a client last used it; probes are no use. Null before the first time. */
  last_used_at: z.iso.datetime().nullable(),
  /** When it is stopped unless somebody uses it; null when it is not. */
  idle_stop_at: z.iso.datetime().nullable(),
  /** What the gateway knows of it. */
  traffic: ServerTraffic,
});
export type ServerView = z.infer<typeof ServerView>;
