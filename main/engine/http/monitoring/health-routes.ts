import type { FastifyInstance } from 'fastify';
import type { HealthOverview } from '#contract/health.ts';
import { type Guarding, hasToken } from '../access.ts';
import type { Door } from '../door.ts';
import { findServer } from '../find-server.ts';
import { metricsOf } from './metrics-routes.ts';

/** Who the score of the whole is of, and why; null while nothing is lost or known. */
interface LowestScore {
  readonly of: 'server' | 'engine' | 'system';
  /** The server's name; else the same as `of`. */
  readonly name: string;
  readonly score: number;
  /** Of the most points lost. */
  readonly reason: string | null;
}

const BYTES_PER_MB = 1_000_000;

/** Verdicts for monitors: 503 where something is unhealthy. */
export function addHealthRoutes(server: FastifyInstance, door: Door, guarding: Guarding): void {
  /** Without the token only the status; 503 when every wanted server is down, as monitors expect. */
  server.get('/health', async (request, reply) => {
    const { overview, engine } = door.snapshot();
    reply.code(overview.status === 'unhealthy' ? 503 : 200);
    if (!hasToken(request, guarding)) return { status: overview.status };
    const { status, sentence, detail, attention, total, ready } = overview;
    const health = await door.call('health', {});
    return {
      status,
      score: health.score,
      lowest_score: lowestScore(health),
      sentence,
      detail,
      attention,
      servers: total,
      ready,
      engine,
      engine_health: health.engine,
      system_health: health.system,
    };
  });

  server.get<{ Params: { name: string } }>('/servers/:name/health', async ({ params }, reply) => {
    const view = findServer(door, params.name);
    const [{ servers }, metrics] = await Promise.all([door.call('health', {}), metricsOf(door, view.name)]);
    const report = servers.find((one) => one.server === view.name);
    const { requests } = metrics;
    reply.code(view.health === 'unhealthy' ? 503 : 200);
    return {
      status: view.health,
      score: view.score,
      reasons: view.health_reasons,
      server_name: view.name,
      version: view.server_version,
      timestamp: metrics.at,
      uptime_seconds: view.uptime_seconds,
      metrics: {
        memory_usage_mb: metrics.memory_bytes === null ? null : metrics.memory_bytes / BYTES_PER_MB,
        active_connections: requests.active_connections,
        request_count: requests.requests,
        error_count: requests.errors,
        error_rate: requests.error_rate,
        average_response_time_ms: requests.mean_ms,
        circuit_breaker_state: requests.breaker,
      },
      dependencies: report?.dependencies ?? [],
      levels: report?.levels ?? [],
      lost: report?.lost ?? [],
    };
  });
}

/** The first of several in the order of the configuration file. */
function lowestScore({ score, servers, engine, system }: HealthOverview): LowestScore | null {
  if (score === null || score === 100) return null;
  const parts = [
    ...servers.map((report) => ({ of: 'server' as const, name: report.server, report })),
    { of: 'engine' as const, name: 'engine', report: engine },
    { of: 'system' as const, name: 'system', report: system },
  ];
  const lowest = parts.find(({ report }) => report.score === score);
  if (lowest === undefined) return null;
  const { of, name, report } = lowest;
  return { of, name, score, reason: report.lost[0]?.sentence ?? null };
}
