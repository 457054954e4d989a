import { z } from 'zod';

/** What kind of thing went wrong with a request. */
export const RequestErrorClass = z.enum([
  /** The server ended, or the way to it broke. */
  'transport',
  'timeout',
  /** The server answered with a JSON-RPC error. */
  'protocol',
  /** The tool ran and says that it failed (`isError`). */
  'tool',
  'cancelled',
  /** Never sent: a limit, an open circuit breaker, a tool that is switched off, a server that is down. */
  'rejected',
]);
export type RequestErrorClass = z.infer<typeof RequestErrorClass>;

/** `info` needs nobody, as a cancellation by the client; `warn` may pass; `error` is a fault of the server. */
export const Severity = z.enum(['info', 'warn', 'error']);
export type Severity = z.infer<typeof Severity>;

export const RequestError = z.object({
  class: RequestErrorClass,
  severity: Severity,
  /** The JSON-RPC code; null for a tool's own failure. */
  code: z.number().nullable(),
  message: z.string(),
});
export type RequestError = z.infer<typeof RequestError>;

export const BreakerState = z.enum(['closed', 'open', 'half-open']);
export type BreakerState = z.infer<typeof BreakerState>;

/** One request that went through the gateway, and what became of it. */
export const RequestRecord = z.object({
  /** Rises with every request of this engine run; how a reader catches up. */
  seq: z.number().int(),
  /** The trace id where the client sent a trace context in `_meta`; made here otherwise. 32 hex digits. */
  correlation_id: z.string(),
  at: z.iso.datetime(),
  /** As the client calls itself; see {@link ClientView.name}. */
  client: z.string(),
  client_id: z.string(),
  server: z.string(),
  /** Which process of the server took it; null when none did. */
  instance: z.number().int().nullable(),
  method: z.string(),
  /** The tool or prompt by the server's own name, or the resource's URI; null for other methods. */
  target: z.string().nullable(),
  /** How long it waited for a start and for its turn. */
  queue_ms: z.number(),
  /** From the arrival of the request to the answer. */
  ms: z.number(),
  request_bytes: z.number().int(),
  response_bytes: z.number().int(),
  error: RequestError.nullable(),
  /** `hit`: from the cache. `shared`: by an identical read that was in flight. `none`: not to be cached. */
  cache: z.enum(['hit', 'miss', 'shared', 'none']),
  breaker: BreakerState,
  /** How often it was sent again. */
  retries: z.number().int(),
  /** Null unless recording them is switched on (`gateway.recordArguments`). */
  arguments: z.unknown().nullable(),
});
export type RequestRecord = z.infer<typeof RequestRecord>;

/** A request that is being worked on. */
export const RequestInFlight = z.object({
  seq: z.number().int(),
  client: z.string(),
  client_id: z.string(),
  server: z.string(),
  method: z.string(),
  target: z.string().nullable(),
  since: z.iso.datetime(),
  /** It waits for a start or for its turn. */
  queued: z.boolean(),
  /** What the server said last of how far it is. */
  progress: z
    .object({
      progress: z.number(),
      total: z.number().nullable(),
      message: z.string().nullable(),
    })
    .nullable(),
});
export type RequestInFlight = z.infer<typeof RequestInFlight>;

/** A client that is attached to the gateway: one session, or one caller of the modern era. */
export const ClientView = z.object({
  id: z.string(),
  /** `clientInfo.title` or `.name`, "unknown" without one. The same for all sessions of one program. */
  name: z.string(),
  version: z.string().nullable(),
  /** The name of the token it came with; null for the engine's own token. */
  token: z.string().nullable(),
  era: z.enum(['legacy', 'modern']),
  protocol_version: z.string(),
  transport: z.enum(['streamable-http', 'sse', 'connect', 'window']),
  /** The server it is attached to; null for all of them. */
  server: z.string().nullable(),
  since: z.iso.datetime(),
  last_request_at: z.iso.datetime().nullable(),
  requests: z.number().int(),
  errors: z.number().int(),
  in_flight: z.number().int(),
});
export type ClientView = z.infer<typeof ClientView>;

/** What one kind of client asks of one server; figures of the last minute but for the counts. */
export const Flow = z.object({
  /** {@link ClientView.name}. */
  client: z.string(),
  server: z.string(),
  requests_per_second: z.number(),
  errors_per_second: z.number(),
  /** Null without a request in the last minute. */
  p50_ms: z.number().nullable(),
  p95_ms: z.number().nullable(),
  in_flight: z.number().int(),
  /** Since the engine started. What was rejected is among the errors: to a client it is no answer. */
  requests: z.number().int(),
  errors: z.number().int(),
});
export type Flow = z.infer<typeof Flow>;

/** What the gateway knows of one server. */
export const ServerTraffic = z.object({
  server: z.string(),
  /** Clients attached to it. */
  clients: z.number().int(),
  /** Since the engine started. */
  requests: z.number().int(),
  /** Sent, and failed. Here as wherever a server is meant, what was rejected is counted apart. */
  errors: z.number().int(),
  /** Refused before they were sent; among `requests`. */
  rejected: z.number().int(),
  /** Of the last minute, 0 to 1, of those that were sent; null without such. */
  error_rate: z.number().nullable(),
  mean_ms: z.number().nullable(),
  p50_ms: z.number().nullable(),
  p95_ms: z.number().nullable(),
  breaker: BreakerState,
  /** What opened it and what becomes of the next request, in a sentence; null when it is closed. */
  breaker_reason: z.string().nullable(),
  /** When an open one becomes half-open, so that the next request is a trial; null otherwise. */
  breaker_trial_at: z.iso.datetime().nullable(),
  cache_entries: z.number().int(),
  cache_hits: z.number().int(),
  cache_misses: z.number().int(),
  /** One process for all clients, or one for each. */
  share: z.enum(['one', 'per-client']),
  /** Why, in a sentence. */
  share_reason: z.string(),
});
export type ServerTraffic = z.infer<typeof ServerTraffic>;

export const Traffic = z.object({
  at: z.iso.datetime(),
  /** The setting `gateway.recordArguments`. */
  records_arguments: z.boolean(),
  clients: z.array(ClientView),
  flows: z.array(Flow),
  /** Oldest first, at most 200. */
  in_flight: z.array(RequestInFlight),
  servers: z.array(ServerTraffic),
});
export type Traffic = z.infer<typeof Traffic>;

/** Which of the last requests a reader asks for. All given conditions must hold. */
export const RequestFilter = z.object({
  client: z.string().optional(),
  server: z.string().optional(),
  method: z.string().optional(),
  /** Part of the tool's name or the URI, case ignored. */
  target: z.string().max(1000).optional(),
  /** Only those that failed, or only those that did not. */
  failed: z.boolean().optional(),
  class: RequestErrorClass.optional(),
  /** Only slower ones. */
  min_ms: z.number().min(0).optional(),
  /** Only those that ended after the one of this `seq` did; where it is not kept any more, those of a higher `seq`. */
  after: z.number().int().optional(),
  limit: z.number().int().min(1).max(5000).default(200),
});
export type RequestFilter = z.input<typeof RequestFilter>;

export const RequestPage = z.object({
  /** Newest first. */
  requests: z.array(RequestRecord),
  /** How many of those that are kept the filter met. */
  matched: z.number().int(),
  /** How many are kept. */
  kept: z.number().int(),
});
export type RequestPage = z.infer<typeof RequestPage>;

/** How long one tool, or another method of a server, takes; since the engine started. */
export const MethodLatency = z.object({
  server: z.string(),
  method: z.string(),
  /** The tool or prompt; null for methods without one, and for resources, of which there may be any number. */
  target: z.string().nullable(),
  requests: z.number().int(),
  errors: z.number().int(),
  p50_ms: z.number(),
  p95_ms: z.number(),
  p99_ms: z.number(),
  max_ms: z.number(),
  last_at: z.iso.datetime(),
});
export type MethodLatency = z.infer<typeof MethodLatency>;
