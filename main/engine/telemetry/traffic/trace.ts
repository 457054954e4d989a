import type { RequestInFlight, RequestRecord } from '#contract/traffic.ts';
import type { FlowLedger, ServerLedger } from './ledger.ts';
import type { TraceContext } from './trace-context.ts';
import type { RequestEnd, RequestStart, RequestTrace } from './traffic-log.ts';

/** Longer names, URIs and messages are cut: clients and servers choose them. */
const TEXT_MAX_CHARS = 1024;

/** What a trace reports to. */
export interface TraceOwner {
  ended(trace: Trace, end: RequestEnd): void;
}

/**
 * One request, from its arrival to the moment when it is forgotten. It is made for each request, so it is one plain
 * object, and becomes what readers see only when somebody reads.
 */
export class Trace implements RequestTrace {
  readonly seq: number;
  readonly client: string;
  readonly clientId: string;
  readonly server: string;
  readonly method: string;
  readonly target: string | null;
  readonly correlationId: string;
  readonly requestBytes: number;
  /** What the contract calls its arguments; masked, null where they are not recorded. */
  readonly arguments: unknown;
  readonly flow: FlowLedger;
  readonly ledger: ServerLedger;
  /** Milliseconds since 1970, and of the clock that never jumps. */
  readonly at: number;
  readonly startedMs: number;
  ms = 0;
  /** Null where it is not traced. */
  readonly context: TraceContext | null;
  /** Null while it is in flight. */
  outcome: RequestEnd | null = null;
  #cancel: (() => void) | null;
  #queued = true;
  #progress: RequestInFlight['progress'] = null;
  readonly #owner: TraceOwner;

  constructor(
    owner: TraceOwner,
    seq: number,
    start: RequestStart,
    kept: {
      readonly flow: FlowLedger;
      readonly ledger: ServerLedger;
      readonly arguments: unknown;
      readonly context: TraceContext | null;
    },
    at: number,
    startedMs: number,
  ) {
    this.seq = seq;
    this.client = shorten(start.client);
    this.clientId = start.clientId;
    this.server = start.server;
    this.method = shorten(start.method);
    this.target = start.target === null ? null : shorten(start.target);
    this.correlationId = start.correlationId;
    this.requestBytes = start.requestBytes;
    this.arguments = kept.arguments;
    this.context = kept.context;
    this.flow = kept.flow;
    this.ledger = kept.ledger;
    this.at = at;
    this.startedMs = startedMs;
    this.#cancel = start.cancel;
    this.#owner = owner;
  }

  sent(): void {
    this.#queued = false;
  }

  traceparent(): string | null {
    return this.context?.upstream() ?? null;
  }

  progress(params: Readonly<Record<string, unknown>>): void {
    const { progress, total, message } = params;
    if (this.outcome !== null || typeof progress !== 'number' || !Number.isFinite(progress)) return;
    this.#progress = {
      progress,
      total: typeof total === 'number' && Number.isFinite(total) ? total : null,
      message: typeof message === 'string' ? shorten(message) : null,
    };
  }

  end(end: RequestEnd): void {
    if (this.outcome !== null) return;
    this.outcome = shortEnd(end);
    // It holds the request and its client.
    this.#cancel = null;
    this.#owner.ended(this, end);
  }

  cancel(): void {
    this.#cancel?.();
  }

  view(): RequestInFlight {
    return {
      seq: this.seq,
      client: this.client,
      client_id: this.clientId,
      server: this.server,
      method: this.method,
      target: this.target,
      since: new Date(this.at).toISOString(),
      queued: this.#queued,
      progress: this.#progress,
    };
  }

  /** To be asked for once it is over. */
  record(): RequestRecord {
    const end = this.outcome;
    return {
      seq: this.seq,
      correlation_id: this.correlationId,
      at: new Date(this.at).toISOString(),
      client: this.client,
      client_id: this.clientId,
      server: this.server,
      instance: end?.instance ?? null,
      method: this.method,
      target: this.target,
      queue_ms: end?.queueMs ?? 0,
      ms: this.ms,
      request_bytes: this.requestBytes,
      response_bytes: end?.responseBytes ?? 0,
      error: end?.error ?? null,
      cache: end?.cache ?? 'none',
      breaker: end?.breaker ?? 'closed',
      retries: end?.retries ?? 0,
      arguments: this.arguments,
    };
  }
}

/** Messages come from servers, and a thousand of them are kept. */
function shortEnd(end: RequestEnd): RequestEnd {
  if (end.error === null || end.error.message.length <= TEXT_MAX_CHARS) return end;
  return { ...end, error: { ...end.error, message: shorten(end.error.message) } };
}

/** Through a buffer: a slice alone keeps the whole text in memory. */
export function shorten(text: string): string {
  if (text.length <= TEXT_MAX_CHARS) return text;
  return `${Buffer.from(text.slice(0, TEXT_MAX_CHARS)).toString()}…`;
}
