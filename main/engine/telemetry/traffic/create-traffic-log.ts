import type { MethodLatency, RequestInFlight } from '#contract/traffic.ts';
import type { Clock } from '../../ports.ts';
import { bucketOf } from './histogram.ts';
import { Ledgers } from './ledgers.ts';
import { maskArguments, type Secrets } from './mask-arguments.ts';
import { RecentRequests } from './recent-requests.ts';
import { RequestTail } from './request-tail.ts';
import { shorten, Trace, type TraceOwner } from './trace.ts';
import { traceContext } from './trace-context.ts';
import type { RequestEnd, ServerFigures, TracedRequest, TrafficLog } from './traffic-log.ts';

const IN_FLIGHT_SHOWN = 200;

const NOTHING_YET: ServerFigures = {
  requests: 0,
  faultRate: null,
  answered: 0,
  meanMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  requestsPerSecond: 0,
};

/** `Secrets` are what is masked where arguments are recorded. */
export interface TrafficLogOptions extends Secrets {
  readonly clock: Clock;
  /** Asked with each request, so that a change holds from the next one on. */
  readonly settings: () => { readonly recentRequests: number; readonly recordArguments: boolean };
}

/**
 * Made once by the gateway. A request costs it about 1 µs; what it keeps is bounded by `recentRequests`, by the limits in
 * ledgers.ts, and for requests in flight by the gateway's own.
 */
export function createTrafficLog(options: TrafficLogOptions): TrafficLog {
  const { clock, settings } = options;
  const ledgers = new Ledgers();
  const recent = new RecentRequests(settings().recentRequests);
  const tail = new RequestTail(clock);
  const inFlight = new Map<number, Trace>();
  const tracers = new Set<(request: TracedRequest) => void>();
  let lastSeq = 0;
  const second = () => Math.floor(clock.monotonic() / 1000);

  const owner: TraceOwner = {
    ended(trace: Trace, end: RequestEnd): void {
      inFlight.delete(trace.seq);
      const endedMs = clock.monotonic();
      const ms = endedMs - trace.startedMs;
      trace.ms = ms;
      const failed = end.error !== null && end.error.severity !== 'info';
      const timed = end.error?.class === 'rejected' ? null : ms;
      const bucket = bucketOf(ms);
      const now = Math.floor(endedMs / 1000);
      const { ledger, flow } = trace;
      // The URIs of resources are too many to have figures each.
      const named = trace.method === 'tools/call' || trace.method === 'prompts/get';
      const method = ledgers.method(ledger, trace.method, named ? trace.target : null);
      method.lastAt = trace.at + ms;
      const { totals } = ledger;
      if (timed !== null) {
        method.time(timed, bucket);
        method.operations.note(timed, end.error);
        totals.time(bucket);
      }
      const failure = end.error?.class ?? null;
      totals.note(failed || failure === 'cancelled' ? failure : null, trace.requestBytes, end.responseBytes);
      ledger.minute.note(now, failed, timed, bucket);
      flow.minute.note(now, failed, timed, bucket);
      flow.inFlight -= 1;
      ledger.requests += 1;
      flow.requests += 1;
      method.requests += 1;
      if (failed) {
        flow.errors += 1;
        method.errors += 1;
      }
      recent.push(trace, settings().recentRequests);
      tail.push(trace);
      const { context } = trace;
      if (context === null) return;
      for (const tell of tracers) tell({ context, record: () => trace.record() });
    },
  };

  return {
    begin(start) {
      const startedMs = clock.monotonic();
      const now = Math.floor(startedMs / 1000);
      const ledger = ledgers.server(start.server, now);
      const flow = ledgers.flow(ledger, shorten(start.client), now);
      const kept = settings().recordArguments ? maskArguments(start.arguments(), options) : null;
      const context = tracers.size === 0 ? null : traceContext(start.correlationId, start.traceparent);
      lastSeq += 1;
      const trace = new Trace(
        owner,
        lastSeq,
        start,
        { flow, ledger, arguments: kept, context },
        clock.now(),
        startedMs,
      );
      flow.inFlight += 1;
      inFlight.set(lastSeq, trace);
      return trace;
    },
    cancel(seq) {
      const trace = inFlight.get(seq);
      trace?.cancel();
      return trace !== undefined;
    },
    inFlight() {
      const oldest: RequestInFlight[] = [];
      // A map keeps the order of arrival, and there may be thousands.
      for (const trace of inFlight.values()) {
        oldest.push(trace.view());
        if (oldest.length === IN_FLIGHT_SHOWN) break;
      }
      return oldest;
    },
    flows() {
      const now = second();
      return [...ledgers.servers.values()].flatMap(({ flows }) =>
        [...flows.values()].map((flow) => flow.view(now)),
      );
    },
    server: (name) => ledgers.servers.get(name)?.figures(second()) ?? NOTHING_YET,
    totals: (name) => ledgers.servers.get(name)?.totals ?? null,
    *operations() {
      for (const { server, method, target, operations } of ledgers.allMethods()) {
        for (const { errorType, counts, count, sumSeconds, born } of operations.all())
          yield { server, method, target, errorType, counts, count, sumSeconds, born };
      }
    },
    latencies(server) {
      const views: MethodLatency[] = [];
      for (const method of ledgers.allMethods()) {
        const view = server === undefined || method.server === server ? method.view() : null;
        if (view !== null) views.push(view);
      }
      return views.sort((a, b) => b.p95_ms - a.p95_ms);
    },
    page: (filter) => recent.page(filter),
    traced(listener) {
      const own = (request: TracedRequest) => listener(request);
      tracers.add(own);
      return () => void tracers.delete(own);
    },
    subscribe: (listener) => tail.subscribe(listener),
    close: () => tail.close(),
  };
}
