import type { Flow, MethodLatency } from '#contract/traffic.ts';
import { BUCKETS, quantile } from './histogram.ts';
import { Minute } from './minute.ts';
import { OperationLedger } from './operation.ts';
import { Totals } from './totals.ts';
import type { ServerFigures } from './traffic-log.ts';

/** Since the engine started. */
interface Counts {
  requests: number;
  errors: number;
}

/** What one kind of client asked of one server. */
export class FlowLedger implements Counts {
  readonly client: string;
  readonly server: string;
  requests = 0;
  errors = 0;
  inFlight = 0;
  readonly minute: Minute;
  readonly #firstSecond: number;

  constructor(client: string, server: string, second: number) {
    this.client = client;
    this.server = server;
    this.minute = new Minute(second);
    this.#firstSecond = second;
  }

  view(second: number): Flow {
    const { requests, errors, p50Ms, p95Ms } = this.minute.figures(second);
    const seconds = secondsSince(this.#firstSecond, second);
    return {
      client: this.client,
      server: this.server,
      requests_per_second: requests / seconds,
      errors_per_second: errors / seconds,
      p50_ms: p50Ms,
      p95_ms: p95Ms,
      in_flight: this.inFlight,
      requests: this.requests,
      errors: this.errors,
    };
  }
}

/** What was asked of one server. */
export class ServerLedger {
  readonly name: string;
  requests = 0;
  readonly minute: Minute;
  readonly totals = new Totals();
  readonly #firstSecond: number;
  readonly flows = new Map<string, FlowLedger>();
  /** By method, then by tool or prompt. */
  readonly methods = new Map<string, Map<string | null, MethodLedger>>();

  constructor(name: string, second: number) {
    this.name = name;
    this.minute = new Minute(second);
    this.#firstSecond = second;
  }

  figures(second: number): ServerFigures {
    const { requests, errors, timed, meanMs, p50Ms, p95Ms, p99Ms } = this.minute.figures(second);
    const refused = requests - timed;
    return {
      requests: this.requests,
      faultRate: timed === 0 ? null : (errors - refused) / timed,
      answered: timed,
      meanMs,
      p50Ms,
      p95Ms,
      p99Ms,
      requestsPerSecond: requests / secondsSince(this.#firstSecond, second),
    };
  }
}

/** How long one tool or method took. */
export class MethodLedger implements Counts {
  readonly server: string;
  readonly method: string;
  readonly target: string | null;
  requests = 0;
  errors = 0;
  maxMs = 0;
  /** Milliseconds since 1970. */
  lastAt = 0;
  readonly operations = new OperationLedger();
  readonly #durations = new Uint32Array(BUCKETS);

  constructor(server: string, method: string, target: string | null) {
    this.server = server;
    this.method = method;
    this.target = target;
  }

  /** @param bucket where the duration belongs; see histogram.ts */
  time(ms: number, bucket: number): void {
    this.#durations[bucket] = (this.#durations[bucket] ?? 0) + 1;
    if (ms > this.maxMs) this.maxMs = ms;
  }

  /** Null while nothing was timed. */
  view(): MethodLatency | null {
    const p50 = quantile(this.#durations, 0.5);
    const p95 = quantile(this.#durations, 0.95);
    const p99 = quantile(this.#durations, 0.99);
    if (p50 === null || p95 === null || p99 === null) return null;
    return {
      server: this.server,
      method: this.method,
      target: this.target,
      requests: this.requests,
      errors: this.errors,
      p50_ms: Math.min(p50, this.maxMs),
      p95_ms: Math.min(p95, this.maxMs),
      p99_ms: Math.min(p99, this.maxMs),
      max_ms: this.maxMs,
      last_at: new Date(this.lastAt).toISOString(),
    };
  }
}

/** How much of the last minute there was: one that began a moment ago is not made to look slow by the time before it. */
function secondsSince(first: number, second: number): number {
  return Math.min(60, Math.max(1, second - first + 1));
}
