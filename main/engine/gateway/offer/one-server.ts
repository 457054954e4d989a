import { type Item, type Known, LISTS, type ListAnswer, type ListMethod } from '../line/lists.ts';
import type { Client } from '../relay/client.ts';
import type { Hub } from '../relay/hub.ts';
import { INVALID_PARAMS, localError, METHOD_NOT_FOUND } from '../relay/local-error.ts';
import { offered } from './capabilities.ts';
import type { Description, Offer, Route, Shown } from './offer.ts';

type Params = Readonly<Record<string, unknown>>;

/** How long a client waits for a server of which nothing is known to start. */
const FIRST_START_MS = 60_000;

/** One server as its clients see it at `/mcp/<server>`: under its own names, but for what its owner switched or renamed. */
export function offerOf(hub: Hub): Offer {
  return {
    name: hub.name,
    get breaker() {
      return hub.breaker.state;
    },
    enter: (client) => void hub.lineOf(client),
    describe: () => describe(hub),
    route: (method, params, client) => route(hub, method, params, client),
    list: (method, client) => list(hub, method, client),
    lineOfResource: (_uri, client) => hub.lineOf(client),
    linesOf(client) {
      const line = hub.lineIfAny(client);
      return line === null ? [] : [line];
    },
    rest: (client) => hub.rest(client),
    leave: (client) => hub.leave(client),
  };
}

export function list(hub: Hub, method: ListMethod, client: Client): Shown | Promise<Shown> {
  const answer = hub.lineOf(client).lists.get(method, client);
  return answer instanceof Promise
    ? answer.then((known) => show(hub, method, client, known))
    : show(hub, method, client, answer);
}

/** Starts the server where nothing is known of it. */
async function describe(hub: Hub): Promise<Description> {
  const { handshake } = hub.shared;
  const known =
    handshake === null ? await hub.upstream.known(FIRST_START_MS) : { kind: 'known' as const, handshake };
  if (known.kind === 'unavailable') {
    return { ok: false, error: localError('server-unavailable', `${hub.name}: ${known.message}`) };
  }
  const { capabilities, serverInfo, instructions } = known.handshake.said;
  const isShared = hub.share.mode === 'one';
  return { ok: true, serverInfo, capabilities: offered(capabilities, isShared), instructions };
}

/** @param params with the names that clients of this server use */
export function route(hub: Hub, method: string, params: Params, client: Client): Route {
  const line = hub.lineOf(client);
  switch (method) {
    case 'tools/call': {
      const { name } = params;
      if (typeof name !== 'string') return refuse('params.name must be the name of a tool');
      const own = hub.filter.own(name);
      if (own === null || !hub.filter.sees(filtered(client), own)) return refuse(`Unknown tool: ${name}`);
      return { ok: true, line, params: own === name ? params : { ...params, name: own }, target: own };
    }
    case 'prompts/get':
      return { ok: true, line, params, target: textOf(params['name']) };
    case 'resources/read':
      return { ok: true, line, params, target: textOf(params['uri']) };
    case 'tasks/list':
      if (!line.isShared) return { ok: true, line, params, target: null };
      return refuse('the tasks of the clients that share this server are not listed', METHOD_NOT_FOUND);
    case 'tasks/get':
    case 'tasks/result':
    case 'tasks/cancel': {
      const { taskId } = params;
      if (line.ownsTask(client, taskId)) return { ok: true, line, params, target: textOf(taskId) };
      return refuse(`Unknown task: ${String(taskId)}`);
    }
    default:
      return { ok: true, line, params, target: null };
  }
}

function show(hub: Hub, method: ListMethod, client: Client, answer: ListAnswer): Shown {
  if (!answer.ok) return answer;
  const { known, cache } = answer;
  const { key } = LISTS[method];
  const view = hub.filter.view(filtered(client));
  const ttlMs = Math.max(0, Math.round(known.untilMs - hub.clock.monotonic()));
  let text = known.texts.get(view);
  const items = () => (method === 'tools/list' ? shownTools(hub, known, client) : known.items);
  if (text === undefined) {
    text = JSON.stringify({ [key]: items() });
    known.texts.set(view, text);
  }
  return { ok: true, items, text, cache, ttlMs, serverInfo: hub.shared.serverInfo };
}

/** A server's tools under the names that its clients use, without those that this client does not see. */
export function shownTools({ filter }: Hub, known: Known, client: Client): readonly Item[] {
  const shown: Item[] = [];
  for (const item of known.items) {
    const own = item['name'];
    if (typeof own !== 'string' || !filter.sees(filtered(client), own)) continue;
    const name = filter.exposed(own);
    shown.push(name === own ? item : { ...item, name });
  }
  return shown;
}

function filtered({ name, caller }: Client): { readonly name: string; readonly token: string | null } {
  return { name, token: caller.token };
}

function refuse(message: string, code: number = INVALID_PARAMS): Route {
  return { ok: false, error: { code, message } };
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
