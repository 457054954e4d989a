import type { z } from 'zod';
import type {
  BreakerState,
  Flow,
  MethodLatency,
  RequestError,
  RequestFilter,
  RequestInFlight,
  RequestPage,
  RequestRecord,
} from '#contract/traffic.ts';
import type { Operation } from './operation.ts';
import type { TraceContext } from './trace-context.ts';

/** What is known of a request when it arrives. */
export interface RequestStart {
  readonly client: string;
  readonly clientId: string;
  readonly server: string;
  readonly method: string;
  readonly target: string | null;
  /** 32 hex digits. */
  readonly correlationId: string;
  readonly requestBytes: number;
  /** The client's own trace context, as it came; looked at only while requests are traced. */
  readonly traceparent?: unknown;
  /** Asked for only where arguments are recorded. */
  readonly arguments: () => unknown;
  /** Cancels it, for somebody who watches. */
  readonly cancel: () => void;
}

/** What became of it. Times in milliseconds. */
export interface RequestEnd {
  readonly error: RequestError | null;
  readonly responseBytes: number;
  readonly instance: number | null;
  readonly queueMs: number;
  readonly cache: RequestRecord['cache'];
  readonly breaker: BreakerState;
  readonly retries: number;
}

/** One request in flight. */
export interface RequestTrace {
  readonly seq: number;
  /** It left the queue. */
  sent(): void;
  /** The trace context (W3C) that the server is to be told; null while nobody traces requests, or not this one. */
  traceparent(): string | null;
  progress(params: Readonly<Record<string, unknown>>): void;
  /** Called once. */
  end(end: RequestEnd): void;
}

/** One request that is over, and its place in a trace. */
export interface TracedRequest {
  readonly context: TraceContext;
  record(): RequestRecord;
}

/** Errors of severity `info`, as a client that cancels, are no errors here; what was `rejected` has no duration. */
export interface ServerFigures {
  /** Since the engine started. */
  readonly requests: number;
  /** Of the last minute, the share that failed of those that were not rejected; null without such. */
  readonly faultRate: number | null;
  /** Requests of the last minute that were not rejected. */
  readonly answered: number;
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** Of the last minute. */
  readonly requestsPerSecond: number;
}

/** What was counted of one server since the engine started; only rises. */
export interface ServerTotals {
  readonly requests: number;
  readonly errors: number;
  readonly errorsByClass: Readonly<Record<'transport' | 'timeout' | 'protocol' | 'tool', number>>;
  readonly rejected: number;
  /** By their client; neither answered nor failed. */
  readonly cancelled: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Counts of all latencies in the buckets of histogram.ts. Not to be changed, and it goes on counting. */
  readonly latencies: Uint32Array;
}

/** Every request that goes through the gateway. Bounded, whatever comes: see the constants where it is made. */
export interface TrafficLog {
  begin(start: RequestStart): RequestTrace;
  /** False when it is over already. */
  cancel(seq: number): boolean;
  /** Oldest first, at most 200. */
  inFlight(): RequestInFlight[];
  flows(): Flow[];
  server(name: string): ServerFigures;
  /** Null for a server that nobody asked anything. */
  totals(name: string): ServerTotals | null;
  /** In exact buckets, for Prometheus and OpenTelemetry; what was rejected has no duration and is left out. */
  operations(): Iterable<Operation>;
  /** The slowest p95 first. */
  latencies(server?: string): MethodLatency[];
  page(filter: z.output<typeof RequestFilter>): RequestPage;
  /**
   * Each request that begins from now on, in the moment when it is over: it must take microseconds at most. The returned
   * function ends it.
   */
  traced(listener: (request: TracedRequest) => void): () => void;
  /** Those that are over, gathered for 250 ms; of a flood the newest 200. The returned function ends it. */
  subscribe(listener: (records: readonly RequestRecord[]) => void): () => void;
  close(): void;
}
