import type { Clock } from '../../ports.ts';
import { isObject } from '../bridge/meta.ts';
import { type CombinedNames, createNames } from '../guard/combined-names.ts';
import type { Client } from '../relay/client.ts';
import type { Hub } from '../relay/hub.ts';
import type { Line } from '../relay/line.ts';
import { type Known, LISTS, type ListMethod } from '../relay/lists.ts';
import { INVALID_PARAMS } from '../relay/local-error.ts';
import { joined, offered } from './capabilities.ts';
import type { Offer, Route, Shown } from './offer.ts';
import { offerOf, route as routeInServer, textOf } from './one-server.ts';

type Params = Readonly<Record<string, unknown>>;
type NamedList = 'tools/list' | 'prompts/list';

/** How long a list of all waits for those servers of which nothing is known yet; they are told of when they are there. */
const UNKNOWN_MS = 8_000;

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
  const named = new Map<NamedList, { readonly of: readonly unknown[]; readonly names: CombinedNames }>();

  const hubs = (): readonly Hub[] => options.hubs().filter(({ config }) => !config.disabled);
  const hubOf = (name: string): Hub | undefined => options.hubs().find((hub) => hub.name === name);

  /** The same until a list changes or a filter does. */
  function names(method: NamedList): CombinedNames {
    const all = hubs();
    const of = all.flatMap((hub) => [hub, hub.shared.lists.peek(method), hub.filter]);
    const kept = named.get(method);
    if (kept !== undefined && kept.of.length === of.length && kept.of.every((one, i) => one === of[i]))
      return kept.names;
    const fresh = createNames(
      all.map((hub) => ({ server: hub.name, tools: namesIn(hub, hub.shared.lists.peek(method), method) })),
    );
    named.set(method, { of, names: fresh });
    return fresh;
  }

  async function gather(
    method: ListMethod,
    client: Client,
  ): Promise<readonly { readonly hub: Hub; readonly shown: Extract<Shown, { ok: true }> }[]> {
    const deadline = Promise.withResolvers<null>();
    const cancel = clock.after(UNKNOWN_MS, () => deadline.resolve(null));
    try {
      const all = hubs().filter((hub) => {
        const { handshake } = hub.shared;
        return handshake === null || handshake.said.capabilities[LISTS[method].capability] !== undefined;
      });
      const answers = await Promise.all(
        all.map(async (hub) => {
          const shown = await Promise.race([offerOf(hub).list(method, client), deadline.promise]);
          return shown?.ok === true ? { hub, shown } : null;
        }),
      );
      return answers.filter((answer) => answer !== null);
    } finally {
      cancel();
    }
  }

  async function list(method: ListMethod, client: Client): Promise<Shown> {
    const answers = await gather(method, client);
    const only = method === 'tools/list' ? (narrowed.get(client) ?? null) : null;
    const isNamed = method === 'tools/list' || method === 'prompts/list';
    const items = answers.flatMap(({ hub, shown }) =>
      shown.items().flatMap((item) => {
        if (!isNamed) return [item];
        const name = names(method).toCombined(hub.name, String(item['name']));
        if (name === null || (only !== null && !only.has(name) && hub.name !== options.adminName)) return [];
        return [{ ...item, name }];
      }),
    );
    const distinct = isNamed ? items : withoutTwins(items);
    const isHit = answers.every(({ shown }) => shown.cache === 'hit');
    return {
      ok: true,
      serverInfo,
      items: () => distinct,
      text: JSON.stringify({ [LISTS[method].key]: distinct }),
      cache: isHit ? 'hit' : 'miss',
      ttlMs: Math.min(...answers.map(({ shown }) => shown.ttlMs), 300_000),
    };
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
    return routeInServer(hub, method, { ...params, name: found.tool }, client);
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
      const known = hubs().map((hub) => hub.shared.handshake?.said.capabilities ?? {});
      const servers = hubs().map(({ name }) => name);
      return {
        ok: true,
        serverInfo,
        capabilities: joined(known.map((capabilities) => offered(capabilities, true))),
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
            return routeInServer(hub, method, { ...params, name: found.tool }, client);
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
          return { ok: false, error: { code: -32601, message: `Method not found: ${method}` } };
      }
    },
    list,
    lineOfResource: (uri, client) => hubOfResource(uri)?.lineOf(client) ?? null,
    linesOf: (client) =>
      options
        .hubs()
        .map((hub) => hub.lineIfAny(client))
        .filter((line): line is Line => line !== null),
    leave(client) {
      for (const hub of options.hubs()) hub.leave(client);
    },
    narrow(client, only) {
      if (only === null) narrowed.delete(client);
      else narrowed.set(client, only);
      client.tell({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    },
    async toolsOf(client) {
      const answers = await gather('tools/list', client);
      return answers.flatMap(({ hub, shown }) =>
        shown.items().flatMap((item) => {
          const name = names('tools/list').toCombined(hub.name, String(item['name']));
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

/** As the clients of the server itself know them. */
function namesIn(hub: Hub, known: Known | null, method: NamedList): readonly string[] | null {
  if (known === null) return null;
  const own = known.items.map((item) => String(item['name']));
  if (method === 'prompts/list') return own;
  return own.filter((name) => hub.filter.enabled(name)).map((name) => hub.filter.exposed(name));
}

/** Of several servers that offer the same URI the first has it. */
function withoutTwins(items: readonly Params[]): readonly Params[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const id = item['uri'] ?? item['uriTemplate'];
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** As far as a server can be told by it: what stands between the expressions of a URI template (RFC 6570) is literal. */
function matchesTemplate(template: string, uri: string): boolean {
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return parts.length > 1 && new RegExp(`^${parts.join('.*')}$`).test(uri);
}

function refuse(message: string): Route {
  return { ok: false, error: { code: INVALID_PARAMS, message } };
}
