import type { FastifyInstance } from 'fastify';
import { COMMAND_NAMES, QUERY_NAMES } from '#contract/channel-names.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Door } from './door.ts';

/** `POST /commands/<name>` and `POST /queries/<name>`, made from the channel map. The body is the channel's input. */
export function addCallRoutes(server: FastifyInstance, door: Door): void {
  const kinds = { commands: COMMAND_NAMES, queries: QUERY_NAMES } as const;
  for (const [kind, names] of Object.entries(kinds)) {
    for (const name of names) {
      server.post(`/${kind}/${name}`, (request) => door.call(name, request.body ?? {}));
    }
    server.post<{ Params: { name: string } }>(`/${kind}/:name`, ({ params }) => {
      const known = names.join(', ');
      throw new ProblemError(
        'unknown-channel',
        `there is none named ${params.name} among the ${kind}: ${known}`,
      );
    });
  }
}
