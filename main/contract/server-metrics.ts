import { z } from 'zod';
import { CustomMetrics } from './metric.ts';
import { BreakerState } from './traffic.ts';

const figure = z.number().nullable();
const whole = z.number().int().nullable();

/**
 * What a process tree uses. Null means not known: not measured yet, or not told by this system; it is never given as 0.
 * Bytes are bytes, counters run since the process started. Of a tree all are sums over its processes.
 */
export const Usage = z.object({
  /** Per cent of one core since the sample before, time of children that ended meanwhile included. */
  cpu_percent: figure,
  /** Per cent of all cores of the machine. */
  cpu_machine_percent: figure,
  /** Processor time, user and system, in seconds. */
  cpu_user_seconds: figure,
  cpu_system_seconds: figure,
  /** Resident; of a tree, pages that its processes share count once for each. */
  memory_bytes: whole,
  /** Proportional: a page that n processes share counts 1/n. Read once a minute where memory moved, else every 10 min. */
  pss_bytes: whole,
  /** Of the resident pages, those that are backed by files or shared memory. */
  shared_bytes: whole,
  virtual_bytes: whole,
  /** Resident, of the machine's memory. */
  memory_percent: figure,
  threads: whole,
  open_files: whole,
  /** TCP and UDP sockets, IPv4 and IPv6. */
  connections: whole,
  /** Of the tree: of processes that live. */
  read_bytes: whole,
  written_bytes: whole,
  /** Calls. */
  reads: whole,
  writes: whole,
  voluntary_switches: whole,
  involuntary_switches: whole,
});
export type Usage = z.infer<typeof Usage>;

/** How a server's requests do. From the gateway; where nobody uses it, probes stand in, and `source` says so. */
export const RequestMetrics = z.object({
  source: z.enum(['gateway', 'probe']),
  /** In a sentence, what the figures stand on. */
  basis: z.string(),
  /** Since the engine started. */
  requests: z.number().int(),
  errors: z.number().int(),
  errors_by_class: z.object({
    transport: z.number().int(),
    timeout: z.number().int(),
    protocol: z.number().int(),
    tool: z.number().int(),
  }),
  /** Refused before they were sent; not among `requests` that failed. */
  rejected: z.number().int(),
  request_bytes: z.number().int(),
  response_bytes: z.number().int(),
  cache_hits: z.number().int(),
  cache_misses: z.number().int(),
  /** Of the last minute. */
  requests_per_second: z.number(),
  /** 0 to 1, of those that were sent; null without such. */
  error_rate: figure,
  mean_ms: figure,
  p50_ms: figure,
  p95_ms: figure,
  p99_ms: figure,
  active_connections: z.number().int(),
  in_flight: z.number().int(),
  queued: z.number().int(),
  breaker: BreakerState,
});
export type RequestMetrics = z.infer<typeof RequestMetrics>;

/** `GET /servers/{id}/metrics`: every figure of now. The tree's usage lies flat, so that a script finds it at once. */
export const ServerMetrics = Usage.extend({
  server: z.string(),
  at: z.iso.datetime(),
  /** When the tree was sampled last; null when it is not running or was not sampled yet. */
  sampled_at: z.iso.datetime().nullable(),
  processes: whole,
  uptime_seconds: figure,
  restarts: z.number().int(),
  /** Bytes over the network per process are told by no supported system without root; in a sentence. */
  network: z.string(),
  requests: RequestMetrics,
  custom: CustomMetrics.nullable(),
});
export type ServerMetrics = z.infer<typeof ServerMetrics>;
