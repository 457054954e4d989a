import type { FastifyInstance } from 'fastify';
import { ProblemError } from '#contract/problem.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import type { Door } from '../door.ts';
import { findServer } from '../find-server.ts';

/** Prometheus' text format: its own name and version for it. */
const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** Figures for programs: `/metrics` for Prometheus, `/servers/{name}/metrics` as JSON. */
export function addMetricsRoutes(server: FastifyInstance, door: Door): void {
  server.get('/metrics', async (_request, reply) => {
    if (door.prometheus === undefined) throw new ProblemError('closing', 'Signalbox is only just starting');
    return reply.type(PROMETHEUS_TEXT).send(await door.prometheus());
  });

  server.get<{ Params: { name: string } }>('/servers/:name/metrics', ({ params }) =>
    metricsOf(door, findServer(door, params.name).name),
  );
}

/** Throws `unknown-server`. */
export async function metricsOf(door: Door, name: string): Promise<ServerMetrics> {
  const { servers } = await door.call('metrics', { server: name });
  const [metrics] = servers;
  if (metrics === undefined) throw new ProblemError('unknown-server', `there is no server named ${name}`);
  return metrics;
}
