import type { FastifyInstance } from 'fastify';
import type { LogFilter } from '#contract/log-line.ts';
import { ProblemError } from '#contract/problem.ts';
import type { ServerView } from '#contract/server.ts';
import { type Guarding, hasToken } from './access.ts';
import type { Door } from './door.ts';

type Named = { Params: { name: string } };

/** What scripts and monitors read. Times in seconds, sizes in bytes. */
export function addStatusRoutes(server: FastifyInstance, door: Door, guarding: Guarding): void {
  /** Without the token only the status; 503 when every wanted server is down, as monitors expect. */
  server.get('/health', (request, reply) => {
    const { overview, engine } = door.snapshot();
    reply.code(overview.status === 'unhealthy' ? 503 : 200);
    if (!hasToken(request, guarding)) return { status: overview.status };
    const { status, sentence, detail, attention, total, ready } = overview;
    return { status, sentence, detail, attention, servers: total, ready, engine };
  });

  server.get('/servers', () => ({ servers: door.snapshot().servers }));

  server.get<Named>('/servers/:name', ({ params }) => find(door, params.name));

  server.get<Named>('/servers/:name/health', ({ params }, reply) => {
    const view = find(door, params.name);
    reply.code(view.health === 'unhealthy' ? 503 : 200);
    return {
      status: view.health,
      reasons: view.health_reasons,
      server_name: view.name,
      version: view.server_version,
      timestamp: new Date().toISOString(),
      uptime_seconds: view.uptime_seconds,
    };
  });

  server.get<Named & { Querystring: Record<string, string> }>('/servers/:name/logs', ({ params, query }) => {
    const { name } = find(door, params.name);
    const filter: LogFilter = {
      servers: [name],
      ...(query['text'] === undefined ? {} : { text: query['text'] }),
      ...(query['limit'] === undefined ? {} : { limit: Number(query['limit']) }),
      ...(query['after'] === undefined ? {} : { after: Number(query['after']) }),
      ...(query['since'] === undefined ? {} : { since: query['since'] }),
    };
    return door.call('logs', filter);
  });

  server.get('/config', () => door.snapshot().configuration);
}

function find(door: Door, name: string): ServerView {
  const { servers } = door.snapshot();
  const view = servers.find((server) => server.name === name);
  if (view !== undefined) return view;
  const names = servers.map((server) => server.name).join(', ');
  throw new ProblemError('unknown-server', `there is no server named ${name}; there are: ${names || 'none'}`);
}
