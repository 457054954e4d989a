import type { RegisterEntry } from '#contract/register.ts';
import type { RequestRecord } from '#contract/traffic.ts';
import type { GatewaySettings } from '#engine/configuration/configuration.ts';
import type { Peer, ReplyStream, RpcId, RpcNotification, RpcResponse, Scope } from '#engine/gateway/core.ts';
import { createCore } from '#engine/gateway/create-core.ts';
import { createResponseCache } from '#engine/gateway/guard/response-cache.ts';
import { offerAll } from '#engine/gateway/offer/all-servers.ts';
import { offerOf } from '#engine/gateway/offer/one-server.ts';
import { Hub } from '#engine/gateway/relay/hub.ts';
import { Clients } from '#engine/gateway/sessions/clients.ts';
import type { LegacySession } from '#engine/gateway/sessions/legacy-session.ts';
import { ownClient } from '#engine/gateway/sessions/own-request.ts';
import { createTrafficLog } from '#engine/telemetry/telemetry.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import type { FakeUpstream } from '../../../fakes/fake-upstream.ts';

type Message = RpcNotification & { readonly id?: RpcId };

/** What a client was sent for one request. */
export class Got implements ReplyStream {
  readonly before: Message[] = [];
  response: RpcResponse | null = null;
  dropped = false;
  /** How often it was answered or dropped: once. */
  ends = 0;
  #onEnd = (): void => {};

  send(message: Message): void {
    this.before.push(message);
  }

  end(response: RpcResponse, text?: string): number {
    this.ends += 1;
    this.response =
      text === undefined || !('result' in response) ? response : { ...response, result: JSON.parse(text) };
    this.#onEnd();
    return 1;
  }

  drop(): void {
    this.ends += 1;
    this.dropped = true;
    this.#onEnd();
  }

  /** Resolves when it is over. */
  over(): Promise<this> {
    if (this.response !== null || this.dropped) return Promise.resolve(this);
    return new Promise((resolve) => {
      this.#onEnd = () => resolve(this);
    });
  }

  get result(): Record<string, unknown> {
    if (this.response === null || !('result' in this.response))
      throw new Error(`no result but ${JSON.stringify(this.response)}`);
    return this.response.result;
  }

  get error(): { code: number; message: string; data?: unknown } {
    if (this.response === null || !('error' in this.response))
      throw new Error(`no error but ${JSON.stringify(this.response)}`);
    return this.response.error;
  }
}

const SETTINGS: GatewaySettings = {
  maxClients: 3,
  messageMaxBytes: 16_000_000,
  ratePerSecond: null,
  cacheEntries: 1_000,
  recentRequests: 100,
  recordArguments: false,
  protocolVersion: null,
  batchSize: 100,
  admin: null,
};

/** The gateway's core over servers in memory, on a clock that stands still. */
export function openRelay(...upstreams: readonly FakeUpstream[]) {
  const clock = new FakeClock();
  /** A test may change them. */
  const settings = { ...SETTINGS };
  const traffic = createTrafficLog({
    clock,
    settings: () => settings,
    isSecret: () => false,
    secretsIn: () => [],
  });
  const clients = new Clients();
  const register: Omit<RegisterEntry, 'id' | 'at'>[] = [];
  /** Servers whose traffic was told to be another. */
  const changed: string[] = [];
  /** What failed that must not. */
  const faults: unknown[] = [];
  const kept = new Map<string, { value: unknown; atMs: number }>();
  const context = {
    clock,
    random: () => 0.5,
    traffic,
    self: ownClient(clock),
    cache: createResponseCache({ maxEntries: () => 1_000, clock }),
    catalogues: {
      load: () => kept,
      save: (_server: string, _key: string, what: string, value: unknown) =>
        void kept.set(what, { value, atMs: clock.now() }),
      forget: () => kept.clear(),
    },
    register: {
      add(entry: Omit<RegisterEntry, 'id' | 'at'>) {
        register.push(entry);
        return { ...entry, id: 1, at: '' };
      },
    },
    onListChanged() {},
    onChange: (server: string) => void changed.push(server),
    onFault: (error: unknown) => void faults.push(error),
  };
  const hubs = upstreams.map((upstream) => new Hub(upstream, context));
  const all = offerAll({ clock, version: '1', hubs: () => hubs, adminName: 'signalbox' });
  const offers = new Map(hubs.map((hub) => [hub.name, offerOf(hub)]));
  const core = createCore({
    clock,
    traffic,
    settings: () => settings,
    clients,
    offerOf: (scope) => (scope.kind === 'all' ? all : (offers.get(scope.name) ?? null)),
    onFault: (fault) => void faults.push(fault),
  });

  let nextId = 1;
  async function attach(scope: Scope, capabilities: object = {}, name = 'a client') {
    const heard: Message[] = [];
    const peer: Peer = { send: (message) => void heard.push(message), close() {} };
    const opened = await core.open(
      scope,
      { token: null, transport: 'streamable-http' },
      {
        jsonrpc: '2.0',
        id: 0,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities, clientInfo: { name, version: '1' } },
      },
      peer,
    );
    if (!opened.ok) throw new Error(JSON.stringify(opened.response));
    const session = opened.session as LegacySession;
    session.attend(true);
    const begin = (method: string, params: object = {}, id: string | number = nextId++): Got => {
      const got = new Got();
      session.request({ jsonrpc: '2.0', id, method, params: { ...params } }, got, 100);
      return got;
    };
    return {
      session,
      heard,
      opened,
      begin,
      ask: async (method: string, params?: object) => begin(method, params).over(),
    };
  }

  /** A request of the modern era. */
  function modern(
    scope: Scope,
    method: string,
    params: object = {},
    capabilities: object = {},
    name = 'modern one',
  ) {
    const got = new Got();
    const _meta = {
      ...('_meta' in params && typeof params._meta === 'object' ? params._meta : {}),
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name, version: '1' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    const request = { jsonrpc: '2.0' as const, id: nextId++, method, params: { ...params, _meta } };
    const call = core.modern(scope, { token: null, transport: 'streamable-http' }, request, got, 100);
    return { got, call };
  }

  function records(): RequestRecord[] {
    return traffic.page({ limit: 100 }).requests;
  }

  return {
    faults,
    settings,
    clock,
    core,
    hubs,
    hub: hubs[0] as Hub,
    all,
    clients,
    register,
    changed,
    kept,
    attach,
    modern,
    records,
  };
}

export const at = (name: string): Scope => ({ kind: 'server', name });
