import type { z } from 'zod';
import type { Caller } from '#contract/caller.ts';
import type { CallName } from '#contract/channel-names.ts';
import type { Output } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import type { RequestAnswer, RequestInput } from '#contract/request.ts';
import type { RequestFilter, RequestPage, RequestRecord, ServerTraffic, Traffic } from '#contract/traffic.ts';
import type { GatewaySettings } from '../configuration/configuration.ts';
import type { Clock } from '../ports.ts';
import type { State } from '../state/state.ts';
import type { Supervision, UpstreamEvents } from '../supervision/supervision.ts';
import type { TrafficLog } from '../telemetry/telemetry.ts';
import { type AdminOptions, createAdminServer } from './admin/admin-server.ts';
import type { Scope } from './core.ts';
import { createCore } from './create-core.ts';
import { type CombinedNames, createNames } from './guard/combined-names.ts';
import { createResponseCache } from './guard/response-cache.ts';
import { createEndpoint, type Endpoint } from './http/endpoint.ts';
import { Hubs } from './hubs.ts';
import { type AllServers, offerAll } from './offer/all-servers.ts';
import type { Offer } from './offer/offer.ts';
import { offerOf } from './offer/one-server.ts';
import { ADMIN_NAME, adminUpstream } from './relay/admin-upstream.ts';
import type { Client } from './relay/client.ts';
import { Hub, type HubContext } from './relay/hub.ts';
import { Clients } from './sessions/clients.ts';
import { ownClient, requestByHand } from './sessions/own-request.ts';
import { tellChanges } from './tell-changes.ts';
import { listTools } from './tool-list.ts';
import { untouched } from './untouched.ts';
import { watchTraffic } from './watch-traffic.ts';

/** The gateway as the rest of the engine sees it. */
export interface Gateway {
  /** Where clients come in; who is at the door is checked by the HTTP server. */
  readonly endpoint: Endpoint & { clientOf(token: string): string | null };
  /** For supervision. */
  readonly upstreamEvents: UpstreamEvents;
  traffic(): Traffic;
  /** What is known of one server; figures are zero for one that was never asked. */
  server(name: string): ServerTraffic;
  requests(filter: z.output<typeof RequestFilter>): RequestPage;
  latencies(server?: string): Output<'latencies'>['latencies'];
  /** Starts nothing. Throws ProblemError `unknown-server`. */
  tools(server: string): Promise<Output<'tools'>>;
  cancelRequest(seq: number): boolean;
  /** One request, as a client would send it, by Signalbox's own window or command line. Throws ProblemError. */
  request(input: z.output<typeof RequestInput>): Promise<RequestAnswer>;
  clientTokens(): Output<'client-tokens'>['tokens'];
  /** The token, in full. Throws ProblemError `bad-input` when the name is taken. */
  addClientToken(name: string): string;
  /** Throws ProblemError `not-found`. */
  removeClientToken(name: string): void;
  /** The settings may have changed. */
  look(): void;
  /** Ends every session; what is in flight gets an error that says why. May be called again. */
  close(): void;
}

/** What the gateway stands on. */
export interface GatewayOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly version: string;
  readonly supervision: () => Supervision;
  readonly settings: () => GatewaySettings;
  readonly state: Pick<State, 'catalogues' | 'clientTokens' | 'register'>;
  /** The engine's door, for the admin server. */
  readonly call: <Name extends CallName>(name: Name, input: unknown, by?: Caller) => Promise<Output<Name>>;
  /** What keeps the configuration, for the admin server. Throws ProblemError while there is none. */
  readonly keeper: AdminOptions['keeper'];
  /** Its owner closes it. */
  readonly traffic: TrafficLog;
  readonly publish: {
    traffic(traffic: Traffic): void;
    requests(records: readonly RequestRecord[]): void;
  };
  /** What is known of a server changed, at a moment that people should not wait to see. */
  readonly onChange: (server: string) => void;
  readonly onFault: (text: string) => void;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { clock, settings, state, supervision, traffic } = options;
  const clients = new Clients();
  const offers = new WeakMap<Hub, Offer>();
  const context: HubContext = {
    clock,
    random: options.random,
    traffic,
    self: ownClient(clock),
    cache: createResponseCache({ maxEntries: () => settings().cacheEntries, clock }),
    catalogues: state.catalogues,
    register: state.register,
    onListChanged: (kinds) => changes.note(kinds),
    onChange: options.onChange,
    onFault: tellFault,
  };
  const admin = createAdminServer({
    call: options.call,
    settings: () => settings().admin ?? { destructive: 'never', ranking: null },
    async toolsOf(clientId) {
      const tools = await all.toolsOf(ofAll(clientId));
      return tools.map(({ server, tool }) => ({
        server,
        name: String(tool['name']),
        title: typeof tool['title'] === 'string' ? tool['title'] : null,
        description: typeof tool['description'] === 'string' ? tool['description'] : null,
        schema: tool['inputSchema'],
      }));
    },
    narrow(clientId, names) {
      all.narrow(ofAll(clientId), names === null ? null : new Set(names));
    },
    keeper: options.keeper,
    audit({ client, action, server, outcome }) {
      const text = `${client} asked for ${action}${server === null ? '' : ` of ${server}`}: ${outcome}`;
      state.register.add({ lamp: 'off', kind: 'admin', server, text });
    },
    clock,
    version: options.version,
  });
  const hasAdmin = (): boolean => settings().admin !== null;
  const adminHub = new Hub(adminUpstream(admin, clock), context);
  const hubs = new Hubs({
    supervision,
    admin: adminHub,
    hasAdmin,
    make: (upstream) => new Hub(upstream, context),
  });
  const changes = tellChanges(clock, clients);
  const all: AllServers = offerAll({
    clock,
    version: options.version,
    adminName: ADMIN_NAME,
    hubs: () => hubs.configured(),
  });

  /** A client that sees the tools of all servers; whoever sees only some has nothing that could be picked from. */
  function ofAll(clientId: string): Client {
    const client = clients.get(clientId);
    if (client?.scope.kind === 'all') return client;
    const message = 'this is for clients of /mcp, which see the tools of all servers; this one does not';
    throw new ProblemError('bad-input', message);
  }

  function tellFault(error: unknown): void {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    options.onFault(`A request failed by a fault of Signalbox: ${why}`);
  }

  let hadAdmin = hasAdmin();
  let cancelEnd = (): void => {};
  function endAdmin(): void {
    adminHub.close('owner');
    endSessionsOf(ADMIN_NAME);
  }

  /** There is no such server any more. */
  function endSessionsOf(server: string): void {
    for (const client of [...clients.values()])
      if (client.scope.kind === 'server' && client.scope.name === server) client.end('owner');
  }

  function find(scope: Scope): Offer | null {
    if (scope.kind === 'all') return all;
    const hub = hubs.of(scope.name);
    if (hub === null) return null;
    const offer = offers.get(hub) ?? offerOf(hub);
    offers.set(hub, offer);
    return offer;
  }

  const core = createCore({ clock, traffic, settings, clients, offerOf: find, onFault: tellFault });
  const endpoint = createEndpoint({
    core,
    clock,
    settings,
    toolSchema(scope, _caller, tool) {
      if (scope.kind !== 'server') return null;
      const hub = hubs.of(scope.name);
      const own = hub?.filter.own(tool) ?? tool;
      const item = hub?.shared.lists.peek('tools/list')?.items.find((one) => one['name'] === own);
      const schema = item?.['inputSchema'];
      return typeof schema === 'object' && schema !== null ? (schema as Record<string, unknown>) : null;
    },
    missing(name) {
      try {
        supervision().detail(name);
      } catch (error) {
        if (error instanceof ProblemError) return error.message;
        throw error;
      }
      return `there is no server named ${name}`;
    },
    onFault: tellFault,
  });
  const view = (): Traffic => ({
    at: new Date(clock.now()).toISOString(),
    records_arguments: settings().recordArguments,
    clients: clients.views(),
    flows: traffic.flows(),
    in_flight: traffic.inFlight(),
    servers: supervision()
      .upstreams()
      .map(({ name }) => server(name)),
  });
  const server = (name: string): ServerTraffic => hubs.known(name)?.traffics() ?? untouched(name);
  const watch = watchTraffic({ clock, traffic, clients, view, publish: options.publish });

  return {
    endpoint: Object.assign(endpoint, { clientOf: (token: string) => state.clientTokens.ownerOf(token) }),
    upstreamEvents: {
      onNotification: (name, lane, method, params) => hubs.of(name)?.onNotification(lane, method, params),
      onRequest: async (name, lane, request) =>
        (await hubs.of(name)?.onRequest(lane, request)) ?? {
          error: { code: -32601, message: `Method not found: ${request.method}` },
        },
      onReady: (name, lane) => hubs.of(name)?.onReady(lane),
      onStartWished: (name) => hubs.of(name)?.onStartWished(),
      onConfigured(name) {
        hubs.look();
        const hub = hubs.of(name);
        if (hub === null) endSessionsOf(name);
        else hub.onConfigured();
        changes.note(['tools', 'prompts', 'resources']);
      },
    },
    traffic: view,
    server,
    requests: (filter) => traffic.page(filter),
    latencies: (name) => traffic.latencies(name),
    async tools(name) {
      supervision().detail(name);
      const hub = hubs.of(name);
      if (hub === null) throw new ProblemError('unknown-server', `there is no server named ${name}`);
      return await listTools(hub, all);
    },
    cancelRequest: (seq) => traffic.cancel(seq),
    async request(input) {
      if (input.server !== ADMIN_NAME) supervision().detail(input.server);
      const hub = hubs.of(input.server);
      if (hub === null) throw new ProblemError('unknown-server', `there is no server named ${input.server}`);
      return await requestByHand(hub, input, clock);
    },
    clientTokens: () => state.clientTokens.list(),
    addClientToken(name) {
      const token = state.clientTokens.add(name);
      if (token === null) throw new ProblemError('bad-input', `there is a token named ${name} already`);
      return token;
    },
    removeClientToken(name) {
      if (!state.clientTokens.remove(name))
        throw new ProblemError('not-found', `there is no token named ${name}`);
      for (const client of [...clients.values()]) if (client.caller.token === name) client.end('owner');
      endpoint.closeSessionsOf(name);
    },
    look() {
      hubs.look();
      if (hasAdmin() === hadAdmin) return;
      hadAdmin = hasAdmin();
      cancelEnd();
      if (!hadAdmin) cancelEnd = clock.after(SWITCH_OFF_MS, endAdmin);
      changes.note(['tools']);
    },
    close() {
      changes.close();
      cancelEnd();
      for (const client of [...clients.values()]) client.end('closing');
      core.close();
      hubs.close();
      endpoint.close();
      watch.close();
      traffic.close();
    },
  };
}

/** The client that switched the admin server off by it hears first that it did. */
const SWITCH_OFF_MS = 1_000;

/** What clients of all servers together call the tools of these, in the order of the file. */
export function combinedNames(servers: readonly string[]): CombinedNames['toCombined'] {
  return createNames(servers.map((server) => ({ server, tools: null }))).toCombined;
}
