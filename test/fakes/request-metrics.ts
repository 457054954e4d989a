import type { RequestMetrics } from '#contract/server-metrics.ts';

/** Of a server that no client has asked for anything, but for what a test says. */
export function fakeRequestMetrics(but: Partial<RequestMetrics> = {}): RequestMetrics {
  return {
    source: 'probe',
    basis: 'No client has asked for anything: these are probes.',
    requests: 0,
    errors: 0,
    errors_by_class: { transport: 0, timeout: 0, protocol: 0, tool: 0 },
    rejected: 0,
    request_bytes: 0,
    response_bytes: 0,
    cache_hits: 0,
    cache_misses: 0,
    requests_per_second: 0,
    error_rate: null,
    mean_ms: null,
    p50_ms: null,
    p95_ms: null,
    p99_ms: null,
    active_connections: 0,
    in_flight: 0,
    queued: 0,
    breaker: 'closed',
    ...but,
  };
}
