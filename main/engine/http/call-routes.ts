import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '#contract/caller.ts';
import { CALLER_HEADER, COMMAND_NAMES, QUERY_NAMES } from '#contract/channel-names.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Door } from './door.ts';

/** `POST /commands/<name>` and `POST /queries/<name>`, made from the channel map. The body is the channel's input. */
export function addCallRoutes(server: FastifyInstance, door: Door): void {
  const kinds = { commands: COMMAND_NAMES, queries: QUERY_NAMES } as const;
  for (const [kind, names] of Object.entries(kinds)) {
    for (const name of names) {
      server.post(`/${kind}/${name}`, (request) => door.call(name, request.body ?? {}, callerOf(request)));
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

/** As it says of itself: whoever has the token may do all of it anyway, and the history should be easy to read. */
function callerOf({ headers }: FastifyRequest): Caller {
  const said = headers[CALLER_HEADER];
  return { kind: said === 'window' || said === 'cli' ? said : 'http', name: null };
}
