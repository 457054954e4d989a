import type { CustomMetric } from '#contract/metric.ts';
import type { ServerView } from '#contract/server.ts';
import type { RequestMetrics, ServerMetrics } from '#contract/server-metrics.ts';
import type { ProcessCounters } from '#engine/telemetry/families/process-counters.ts';
import type { MetricsSnapshot } from '#engine/telemetry/families/snapshot.ts';
import type { Operation } from '#engine/telemetry/traffic/operation.ts';
import { fakeServerView } from '../../../fakes/server-view.ts';
import { fakeUsage } from '../../../fakes/usage.ts';

const AT = '2026-01-01T00:00:00.000Z';

export const REQUESTS: RequestMetrics = {
  source: 'gateway',
  basis: 'Requests of clients through the gateway.',
  requests: 12,
  errors: 2,
  errors_by_class: { transport: 0, timeout: 0, protocol: 0, tool: 2 },
  rejected: 1,
  request_bytes: 1200,
  response_bytes: 3400,
  cache_hits: 3,
  cache_misses: 4,
  requests_per_second: 0.2,
  error_rate: 0.25,
  mean_ms: 12,
  p50_ms: 10,
  p95_ms: 20,
  p99_ms: 30,
  active_connections: 2,
  in_flight: 1,
  queued: 0,
  breaker: 'closed',
};

export const COUNTERS: ProcessCounters = {
  cpu_user_seconds: 3,
  cpu_system_seconds: 1,
  read_bytes: 100,
  written_bytes: 200,
  reads: 10,
  writes: 20,
  context_switches: 30,
  restarts: 2,
};

export interface MadeUpServer {
  readonly view: ServerView;
  readonly metrics: ServerMetrics;
}

/** A server with every figure, but for what the test changes. */
export function madeUpServer(
  name: string,
  view: Partial<ServerView> = {},
  metrics: Partial<ServerMetrics> = {},
): MadeUpServer {
  return {
    view: fakeServerView(name, {
      state: 'ready',
      health: 'healthy',
      score: 97,
      started_at: AT,
      probe_ms: 2,
      ...view,
    }),
    metrics: {
      ...fakeUsage({ cpu_percent: 12.5, memory_bytes: 50_000_000, threads: 9, open_files: 21 }),
      server: name,
      at: AT,
      sampled_at: AT,
      processes: 2,
      uptime_seconds: 60,
      restarts: 0,
      network: 'not told',
      requests: REQUESTS,
      custom: null,
      ...metrics,
    },
  };
}

/** A stopped one: nothing is known of its processes. */
export function stoppedServer(name: string): MadeUpServer {
  const nothing = {
    state: 'stopped',
    health: 'unknown',
    score: null,
    started_at: null,
    probe_ms: null,
  } as const;
  return madeUpServer(name, nothing, { ...fakeUsage({}), processes: null, uptime_seconds: null });
}

export function withCustom(name: string, metrics: readonly CustomMetric[]): MadeUpServer {
  return madeUpServer(name, {}, { custom: { at: AT, metrics: [...metrics], error: null } });
}

export function madeUpSnapshot(
  servers: readonly MadeUpServer[],
  operations: readonly Operation[] = [],
): MetricsSnapshot {
  const report = { status: 'healthy', score: 100, levels: [], lost: [] } as const;
  return {
    servers: servers.map(({ metrics }) => metrics),
    views: servers.map(({ view }) => view),
    startedAtMs: Date.parse(AT),
    operations,
    custom: (server) => servers.find(({ view }) => view.name === server)?.metrics.custom?.metrics ?? [],
    counters: (server) => (server === 'never-ran' ? null : COUNTERS),
    health: {
      at: AT,
      status: 'healthy',
      score: 97,
      engine: { ...report, levels: [], lost: [] },
      system: { ...report, levels: [], lost: [] },
      servers: servers.map(({ view }) => ({
        ...report,
        levels: [],
        lost: [],
        server: view.name,
        at: AT,
        dependencies: [
          {
            name: 'tcp localhost:5432',
            kind: 'tcp' as const,
            target: 'localhost:5432',
            critical: true,
            status: 'healthy' as const,
            message: 'connected in 1 ms',
            ms: 1,
            checked_at: AT,
          },
        ],
      })),
    },
    engine: {
      version: '1.2.3',
      pid: 1,
      node: 'v24.0.0',
      platform: 'linux x64',
      uptime_seconds: 60,
      cpu_percent: 0.5,
      memory_bytes: 100_000_000,
      heap_used_bytes: 20_000_000,
      heap_limit_bytes: 2_000_000_000,
      open_files: 50,
      loop_delay_p50_ms: 0.1,
      loop_delay_p99_ms: 1,
      loop_delay_max_ms: 5,
      sampling: { interval_seconds: 2, last_pass_ms: 3, processes: 8 },
      history: { bytes: 1000, max_bytes: 500_000_000, oldest_raw_at: AT, oldest_at: AT, fault: null },
    },
  };
}
