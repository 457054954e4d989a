import type { Clock } from '../../ports.ts';
import { isObject } from '../bridge/meta.ts';
import type { CombinedNames } from '../guard/combined-names.ts';
import type { Line } from '../line/line.ts';
import { LISTS, type ListMethod } from '../line/lists.ts';
import type { Client } from '../relay/client.ts';
import type { Hub } from '../relay/hub.ts';
import { INVALID_PARAMS, METHOD_NOT_FOUND } from '../relay/local-error.ts';
import { joined, offered } from './capabilities.ts';
import { JoinedLists, type Part } from './joined-lists.ts';
import type { Offer, Route, Shown } from './offer.ts';
import { list as listOf, route as routeInServer, textOf } from './one-server.ts';
import { type NamedList, ServerNames } from './server-names.ts';
import { matchesTemplate } from './uri-template.ts';

type Params = Readonly<Record<string, unknown>>;
/** How long a list of all waits for those servers of which nothing is known yet; they are told of when they are there. */
const UNKNOWN_MS = 8_000;
/** A client that keeps what it was shown asks again after this, whatever the servers say. */
const TTL_MAX_MS = 300_000;

/** All servers under one roof, `/mcp`. */
export interface AllServers extends Offer {
  /** From now on this client is shown only these tools, by their names here; null shows all again. */
  narrow(client: Client, names: ReadonlySet<string> | null): void;
  /** What this client could see, whatever it was narrowed to. */
  toolsOf(client: Client): Promise<readonly { readonly server: string; readonly tool: Params }[]>;
  /** What a tool, by the name that clients of its server use, is called here. */
  nameOf(server: string, tool: string): string | null;
}

export function offerAll(options: {
  readonly clock: Clock;
  readonly version: string;
  /** In the order of the configuration; the admin server last. */
  readonly hubs: () => readonly Hub[];
  /** Its tools are shown whatever a client was narrowed to. */
  readonly adminName: string;
}): AllServers {
  const { clock } = options;
  const serverInfo = { name: 'signalbox', title: 'Signalbox', version: options.version };
  const narrowed = new WeakMap<Client, ReadonlySet<string>>();
  const joinedLists = new JoinedLists();

  const hubs = (): readonly Hub[] => options.hubs().filter(({ config }) => !config.disabled);
  const serverNames = new ServerNames(hubs);
  const names = (method: NamedList): CombinedNames => serverNames.of(method);
  const hubOf = (name: string): Hub | undefined => options.hubs().find((hub) => hub.name === name);

  /** Each server's list, as far as there is one; at once where all of them are known. */
  function gather(method: ListMethod, client: Client): readonly Part[] | Promise<readonly Part[]> {
    const asked = hubs()
      .filter((hub) => mayList(hub, method))
      .map((hub) => ({ hub, shown: listOf(hub, method, client) }));
    const parts: Part[] = [];
    for (const { hub, shown } of asked) {
      if (shown instanceof Promise) return gatherLater(asked);
      if (shown.ok) parts.push({ hub, shown });
    }
    return parts;
  }

  async function gatherLater(
    asked: readonly { readonly hub: Hub; readonly shown: Shown | Promise<Shown> }[],
  ): Promise<readonly Part[]> {
    const deadline = Promise.withResolvers<null>();
    const cancel = clock.after(UNKNOWN_MS, () => deadline.resolve(null));
    try {
      const parts = await Promise.all(
        asked.map(async ({ hub, shown }) => {
          const known = await Promise.race([shown, deadline.promise]);
          return known?.ok === true ? [{ hub, shown: known }] : [];
        }),
      );
      return parts.flat();
    } finally {
      cancel();
    }
  }

  function join(method: ListMethod, client: Client, parts: readonly Part[]): Shown {
    const isNamed = method === 'tools/list' || method === 'prompts/list';
    const only = method === 'tools/list' ? narrowed.get(client) : undefined;
    const { items, text } = joinedLists.join(
      method,
      parts,
      isNamed ? names(method) : null,
      only === undefined ? null : { names: only, alwaysOf: options.adminName },
    );
    const isHit = parts.every(({ shown }) => shown.cache === 'hit');
    const ttlMs = Math.min(...parts.map(({ shown }) => shown.ttlMs), TTL_MAX_MS);
    return { ok: true, serverInfo, items: () => items, text, cache: isHit ? 'hit' : 'miss', ttlMs };
  }

  async function routeNamed(list: NamedList, method: string, params: Params, client: Client): Promise<Route> {
    const { name } = params;
    if (typeof name !== 'string') return refuse('params.name must be a name');
    let found = names(list).fromCombined(name);
    if (found === null) {
      // It may be one of a server of which nothing is known yet.
      await gather(list, client);
      found = names(list).fromCombined(name);
    }
    const hub = found === null ? undefined : hubOf(found.server);
    if (found === null || hub === undefined)
      return refuse(`Unknown ${list === 'tools/list' ? 'tool' : 'prompt'}: ${name}`);
    return routeInServer(hub, method, asOwn(params, found.tool), client);
  }

  function hubOfResource(uri: string): Hub | null {
    const offering = hubs().filter(
      (hub) => hub.shared.handshake?.said.capabilities['resources'] !== undefined,
    );
    const has = (hub: Hub) =>
      hub.shared.lists.peek('resources/list')?.items.some((item) => item['uri'] === uri) === true;
    const fits = (hub: Hub) =>
      hub.shared.lists
        .peek('resources/templates/list')
        ?.items.some((item) => matchesTemplate(String(item['uriTemplate']), uri)) === true;
    return (
      offering.find(has) ?? offering.find(fits) ?? (offering.length === 1 ? (offering[0] ?? null) : null)
    );
  }

  return {
    name: options.adminName,
    breaker: 'closed',
    enter() {},
    async describe() {
      const known = hubs().map(({ shared: { handshake } }) =>
        handshake === null ? null : offered(handshake.said.capabilities, true),
      );
      const servers = hubs().map(({ name }) => name);
      return {
        ok: true,
        serverInfo,
        capabilities: joined(known),
        instructions: `The tools of several MCP servers (${servers.join(', ')}). The name of each begins with its server's.`,
      };
    },
    route(method, params, client) {
      switch (method) {
        case 'tools/call': {
          const { name } = params;
          const found = typeof name === 'string' ? names('tools/list').fromCombined(name) : null;
          const hub = found === null ? undefined : hubOf(found.server);
          // Without a wait where all is known, which is nearly always.
          if (found !== null && hub !== undefined)
            return routeInServer(hub, method, asOwn(params, found.tool), client);
          return routeNamed('tools/list', method, params, client);
        }
        case 'prompts/get':
          return routeNamed('prompts/list', method, params, client);
        case 'resources/read': {
          const uri = textOf(params['uri']);
          const hub = uri === null ? null : hubOfResource(uri);
          return hub === null
            ? routeResource(uri, params, client)
            : routeInServer(hub, method, params, client);
        }
        case 'completion/complete':
          return routeCompletion(params, client);
        default:
          return { ok: false, error: { code: METHOD_NOT_FOUND, message: `Method not found: ${method}` } };
      }
    },
    list(method, client) {
      const parts = gather(method, client);
      return parts instanceof Promise
        ? parts.then((all) => join(method, client, all))
        : join(method, client, parts);
    },
    lineOfResource: (uri, client) => hubOfResource(uri)?.lineOf(client) ?? null,
    linesOf: (client) =>
      options
        .hubs()
        .map((hub) => hub.lineIfAny(client))
        .filter((line): line is Line => line !== null),
    rest(client) {
      for (const hub of options.hubs()) hub.rest(client);
    },
    leave(client) {
      for (const hub of options.hubs()) hub.leave(client);
    },
    narrow(client, only) {
      if (only === null) narrowed.delete(client);
      else narrowed.set(client, only);
      client.tell({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    },
    async toolsOf(client) {
      const parts = await gather('tools/list', client);
      const combined = names('tools/list');
      return parts.flatMap(({ hub, shown }) =>
        shown.items().flatMap((item) => {
          const name = combined.toCombined(hub.name, String(item['name']));
          return name === null ? [] : [{ server: hub.name, tool: { ...item, name } }];
        }),
      );
    },
    nameOf: (server, tool) => names('tools/list').toCombined(server, tool),
  };

  /** It may be one of a server of whose resources nothing is known yet. */
  async function routeResource(uri: string | null, params: Params, client: Client): Promise<Route> {
    if (uri === null) return refuse('params.uri must be the URI of a resource');
    await Promise.all([gather('resources/list', client), gather('resources/templates/list', client)]);
    const hub = hubOfResource(uri);
    return hub === null
      ? refuse(`Unknown resource: ${uri}`)
      : routeInServer(hub, 'resources/read', params, client);
  }

  function routeCompletion(params: Params, client: Client): Route | Promise<Route> {
    const ref = isObject(params['ref']) ? params['ref'] : {};
    if (ref['type'] === 'ref/prompt') {
      const found = names('prompts/list').fromCombined(String(ref['name']));
      const hub = found === null ? undefined : hubOf(found.server);
      if (found === null || hub === undefined) return refuse(`Unknown prompt: ${String(ref['name'])}`);
      const own = { ...params, ref: { ...ref, name: found.tool } };
      return routeInServer(hub, 'completion/complete', own, client);
    }
    const template = String(ref['uri']);
    const hub = hubs().find((one) =>
      one.shared.lists
        .peek('resources/templates/list')
        ?.items.some((item) => item['uriTemplate'] === template),
    );
    const owner = hub ?? hubOfResource(template);
    if (owner === null) return refuse(`Unknown resource: ${template}`);
    return routeInServer(owner, 'completion/complete', params, client);
  }
}

/** It offers such a list, or may. */
function mayList({ shared: { handshake } }: Hub, method: ListMethod): boolean {
  return handshake === null || handshake.said.capabilities[LISTS[method].capability] !== undefined;
}

function refuse(message: string): Route {
  return { ok: false, error: { code: INVALID_PARAMS, message } };
}

/** As its server knows it. Tasks are not offered here, where nobody could be asked for them later. */
function asOwn({ task, ...params }: Params, name: string): Params {
  return { ...params, name };
}
