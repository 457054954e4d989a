import type { FastifyInstance } from 'fastify';
import type { LogFilter } from '#contract/log-line.ts';
import type { Door } from './door.ts';
import { findServer } from './find-server.ts';

type Named = { Params: { name: string } };

/** What scripts and monitors read. Times in seconds, sizes in bytes. */
export function addStatusRoutes(server: FastifyInstance, door: Door): void {
  server.get('/servers', () => ({ servers: door.snapshot().servers }));

  /** What `/servers` says of it, and what else its page shows. */
  server.get<Named>('/servers/:name', async ({ params }) => {
    const { name } = findServer(door, params.name);
    const {
      server: view,
      environment,
      working_folder,
      settings,
      events,
    } = await door.call('server', { name });
    return { ...view, environment, working_folder, settings, events };
  });

  server.get<Named>('/servers/:name/processes', async ({ params }) => {
    const { name } = findServer(door, params.name);
    return { processes: (await door.call('server', { name })).processes };
  });

  server.get<Named & { Querystring: Record<string, string> }>('/servers/:name/logs', ({ params, query }) => {
    const { name } = findServer(door, params.name);
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

  /** For editors: what the file may say. */
  server.get('/config/schema', () => door.call('configuration-schema', {}));
}
