import { randomBytes } from 'node:crypto';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
const SAMPLED = 1;

/** Where one request stands in a trace; ids in hex, of 16 and 8 bytes. */
export class TraceContext {
  readonly traceId: string;
  /** The client's span; null where it sent none. */
  readonly parentSpanId: string | null;
  readonly spanId = newSpanId();
  #upstreamSpanId: string | null = null;

  constructor(traceId: string, parentSpanId: string | null) {
    this.traceId = traceId;
    this.parentSpanId = parentSpanId;
  }

  /** The span of the request to the server; null while it was not sent. */
  get upstreamSpanId(): string | null {
    return this.#upstreamSpanId;
  }

  /** What the server is told (W3C Trace Context): the same when it is sent again. */
  upstream(): string {
    this.#upstreamSpanId ??= newSpanId();
    return `00-${this.traceId}-${this.#upstreamSpanId}-01`;
  }
}

/**
 * @param traceId of the request's record
 * @param traceparent what the client sent as its own context, if anything
 * @returns null where the client says that this trace is not recorded
 */
export function traceContext(traceId: string, traceparent: unknown): TraceContext | null {
  const found = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null;
  const [, itsTraceId, spanId = '', flags = ''] = found ?? [];
  if (itsTraceId !== traceId || /^0+$/.test(spanId)) return new TraceContext(traceId, null);
  return Number.parseInt(flags, 16) & SAMPLED ? new TraceContext(traceId, spanId) : null;
}

function newSpanId(): string {
  return randomBytes(8).toString('hex');
}
