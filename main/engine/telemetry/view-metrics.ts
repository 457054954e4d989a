import type { CustomMetrics } from '#contract/metric.ts';
import type { ServerView } from '#contract/server.ts';
import type { RequestMetrics, ServerMetrics, Usage } from '#contract/server-metrics.ts';
import type { ServerUsage } from '../supervision/supervision.ts';
import type { ServerFigures, ServerTotals } from './traffic/traffic-log.ts';

/** What is known of a server's figures. */
export interface MetricsSources {
  readonly nowMs: number;
  readonly view: ServerView;
  /** As of the last pass; null when it ran no process then. */
  readonly usage: ServerUsage | null;
  /** Where nothing is known of its processes. */
  readonly noUsage: Usage;
  readonly totals: ServerTotals | null;
  readonly figures: ServerFigures;
  readonly custom: CustomMetrics | null;
}

const NO_NETWORK =
  'The system tells nobody but root how many bytes a process sends and receives; connections are counted, and read and written bytes hold what goes through sockets too.';

/** Every figure of one server as of now, for the API, the window and all exports. */
export function viewMetrics(sources: MetricsSources): ServerMetrics {
  const { nowMs, view, usage, noUsage, custom } = sources;
  return {
    ...(usage?.usage ?? noUsage),
    server: view.name,
    at: new Date(nowMs).toISOString(),
    sampled_at: usage === null ? null : new Date(usage.atMs).toISOString(),
    processes: usage?.processes ?? null,
    uptime_seconds: view.uptime_seconds,
    restarts: view.restarts,
    network: NO_NETWORK,
    requests: viewRequests(sources),
    custom,
  };
}

function viewRequests({ view, totals, figures }: MetricsSources): RequestMetrics {
  const { traffic, probe_ms: probeMs } = view;
  const common = {
    requests: totals?.requests ?? 0,
    errors: totals?.errors ?? 0,
    errors_by_class: { transport: 0, timeout: 0, protocol: 0, tool: 0, ...totals?.errorsByClass },
    rejected: totals?.rejected ?? 0,
    request_bytes: totals?.requestBytes ?? 0,
    response_bytes: totals?.responseBytes ?? 0,
    cache_hits: traffic.cache_hits,
    cache_misses: traffic.cache_misses,
    requests_per_second: figures.requestsPerSecond,
    // What was rejected is counted apart, as in the totals.
    error_rate: figures.faultRate,
    active_connections: traffic.clients,
    in_flight: view.in_flight,
    queued: view.queued,
    breaker: traffic.breaker,
  };
  // Where clients don't go through the gateway, or none has yet, the probe is all that tells how fast it answers.
  if (totals === null) {
    const basis =
      probeMs === null
        ? 'No request of a client went through the gateway yet, and no probe was answered.'
        : 'No request of a client went through the gateway yet: the latency is that of the last liveness probe.';
    return { ...common, source: 'probe', basis, mean_ms: probeMs, p50_ms: null, p95_ms: null, p99_ms: null };
  }
  return {
    ...common,
    source: 'gateway',
    basis: 'Requests of clients through the gateway; rates and latencies are those of the last minute.',
    mean_ms: figures.meanMs,
    p50_ms: figures.p50Ms,
    p95_ms: figures.p95Ms,
    p99_ms: figures.p99Ms,
  };
}
