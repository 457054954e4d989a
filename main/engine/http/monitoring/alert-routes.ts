import type { FastifyInstance } from 'fastify';
import { type Alert, AlertState } from '#contract/alert.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Door } from '../door.ts';
import { findServer } from '../find-server.ts';

type Query = { Querystring: Record<string, string | undefined> };
type Named = { Params: { name: string } };

/**
 * What is wrong enough to be told, for monitors and scripts. `?state=` names the states that are wanted, several with
 * commas: those that are open without it, but for what is only pending.
 */
export function addAlertRoutes(server: FastifyInstance, door: Door): void {
  server.get<Query>('/alerts', async ({ query }) => ({
    alerts: await find(door, query['state'], query['server']),
  }));

  server.get<Named & Query>('/servers/:name/alerts', async ({ params, query }) => {
    const { name } = findServer(door, params.name);
    return { alerts: await find(door, query['state'], name) };
  });

  /** What is still wrong fires again once it has ended, or when it gets worse. */
  server.delete<Named>('/servers/:name/alerts', ({ params }) => {
    const { name } = findServer(door, params.name);
    return door.call('clear-alerts', { server: name }, { kind: 'http', name: null });
  });
}

/** Of those that are over the newest. */
const MOST_PAST = 200;

async function find(
  door: Door,
  states: string | undefined,
  server: string | undefined,
): Promise<readonly Alert[]> {
  const wanted = readStates(states);
  const isWanted = (alert: Alert) =>
    wanted.has(alert.state) && (server === undefined || alert.server === server);
  if (!wanted.has('resolved')) return (await door.call('alerts', {})).alerts.filter(isWanted);
  const { alerts } = await door.call('alert-history', {
    ...(server === undefined ? {} : { server }),
    states: [...wanted],
    limit: MOST_PAST,
  });
  return alerts;
}

const OPEN: ReadonlySet<AlertState> = new Set(['firing', 'acknowledged', 'silenced', 'inhibited']);

function readStates(text: string | undefined): ReadonlySet<AlertState> {
  if (text === undefined || text === '') return OPEN;
  const states = text.split(',').map((state) => AlertState.safeParse(state.trim()));
  if (states.every(({ success }) => success)) return new Set(states.flatMap(({ data }) => data ?? []));
  throw new ProblemError('bad-input', `state takes ${AlertState.options.join(', ')}, several with commas`);
}
