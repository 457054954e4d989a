import type { Negotiated, ServerReply, ServerRequest } from '../../mcp/mcp.ts';
import type { Lane, Way } from '../../supervision/supervision.ts';
import { isObject } from '../bridge/meta.ts';
import { Call } from '../relay/call.ts';
import { type Client, canAnswer, cantAnswer } from '../relay/client.ts';
import type { Hub } from '../relay/hub.ts';
import { localError, METHOD_NOT_FOUND } from '../relay/local-error.ts';
import { type ListKind, Lists } from './lists.ts';
import { isAtLeast, LOG_LEVELS } from './log-levels.ts';
import { Owners } from './owners.ts';
import { Subscriptions } from './subscriptions.ts';

type Params = Readonly<Record<string, unknown>>;

const KINDS: readonly ListKind[] = ['tools', 'prompts', 'resources'];

/**
 * The way to a server that some clients go: the processes that all share, or the process of one. What the server says
 * on its own comes back here and goes on to the one client that it is meant for; where that can't be known, to none.
 */
export class Line {
  readonly hub: Hub;
  readonly lists: Lists;
  readonly subscriptions: Subscriptions;
  readonly calls = new Set<Call>();
  readonly #clients = new Set<Client>();
  readonly #owner: Client | null;
  readonly #lane: Lane | null;
  /** Of tasks and questions. */
  readonly #owners = new Owners();
  /** How often a process of it became ready. */
  starts = 0;
  #levelSent: string | null = null;

  /** @param own the process of one client; null for those that clients share */
  constructor(hub: Hub, own: { readonly lane: Lane; readonly client: Client } | null) {
    this.hub = hub;
    this.#lane = own?.lane ?? null;
    this.#owner = own?.client ?? null;
    this.lists = new Lists(this);
    this.subscriptions = new Subscriptions(this);
  }

  get way(): Way {
    return this.#lane ?? this.hub.upstream;
  }

  get isShared(): boolean {
    return this.#owner === null;
  }

  get handshake(): Negotiated | null {
    return this.way.handshake ?? (this.isShared ? null : this.hub.shared.handshake);
  }

  get era(): 'legacy' | 'modern' {
    return this.handshake?.era ?? 'legacy';
  }

  get serverInfo(): Params {
    return this.handshake?.said.serverInfo ?? { name: this.hub.name, version: 'unknown' };
  }

  attach(client: Client): void {
    this.#clients.add(client);
    if (client.logLevel !== null) this.syncLevel();
  }

  detach(client: Client): void {
    this.#clients.delete(client);
    this.#owners.leave(client);
    this.subscriptions.leave(client);
    this.lists.leave(client);
    this.syncLevel();
    this.#lane?.close();
  }

  /** A process of it is ready: it knows nothing of what was agreed with the one before. */
  onReady(): void {
    this.starts += 1;
    this.#levelSent = null;
    this.syncLevel();
    this.subscriptions.renew();
    this.#forgetAll();
    if (this.isShared) void this.lists.fetchAll(this.hub.self);
    if (this.starts > 1) this.#tellListsChanged();
    // Who came before it was known is told what it has.
    else if (this.isShared) this.hub.listChanged(this.#kinds);
  }

  /** It is another server now, whether it runs or not. */
  outdateAll(): void {
    this.#forgetAll();
    this.#tellListsChanged();
  }

  onNotification(method: string, params: Params): void {
    switch (method) {
      case 'notifications/tools/list_changed':
      case 'notifications/prompts/list_changed':
      case 'notifications/resources/list_changed':
        this.#outdate(method);
        break;
      case 'notifications/resources/updated': {
        const { uri } = params;
        if (typeof uri !== 'string') return;
        this.hub.cache.invalidate(this.hub.name, { uri });
        this.subscriptions.onUpdated(uri, params);
        break;
      }
      case 'notifications/message':
        this.#onLog(params);
        break;
      case 'notifications/tasks/status':
        this.#toOwner(params['taskId'], method, params);
        break;
      case 'notifications/elicitation/complete':
        this.#toOwner(params['elicitationId'], method, params);
        break;
      default:
        this.#onlyClient()?.tell({ jsonrpc: '2.0', method, params });
    }
  }

  /** A request of the server. Never rejects. */
  async onRequest({ method, params, signal, call }: ServerRequest): Promise<ServerReply> {
    // One client's roots would be those of all.
    if (method === 'roots/list' && this.isShared)
      return {
        error: { code: METHOD_NOT_FOUND, message: 'Method not found: a shared server is offered no roots' },
      };
    const known = call?.tag instanceof Call ? call.tag : null;
    if (known !== null) return await this.#ask(known, known.client, method, params, signal);
    const client = this.#onlyClient();
    if (client === null) {
      const several = this.#clients.size;
      const message = ![...this.#clients].some(({ isAttached }) => isAttached)
        ? 'no client is attached that could answer'
        : `${several} clients share this process, and it can't be known which of them this is for`;
      return { error: localError('no-single-client', message) };
    }
    return await this.#ask(null, client, method, params, signal);
  }

  /** What a call's own stream, or a name in it, ties to a call. */
  notifyCall(call: Call, method: string, params: Params): void {
    if (method !== 'notifications/message') {
      if (method.startsWith('notifications/')) this.onNotification(method, params);
      return;
    }
    if (isLoud(params, call.client, call.logLevel)) call.notify(method, params);
  }

  /** What an answer tells about what comes later. */
  noteResult({ client }: Call, result: Params): void {
    const task = result['task'];
    if (isObject(task) && typeof task['taskId'] === 'string') this.#owners.add(task['taskId'], client);
  }

  /** What follows from the end of a call that a process got, whatever came of it. */
  noteEnd({ client, method, target, instance }: Call, isRefused: boolean): void {
    if (method === 'resources/subscribe' && isRefused && target !== null)
      this.subscriptions.remove(client, target, true);
    if (method !== 'tools/call' || instance === null) return;
    // What it changed may be what was read before.
    const isReadOnly = target !== null && this.lists.hints(target)?.['readOnlyHint'] === true;
    if (!isReadOnly) this.hub.cache.invalidate(this.hub.name, 'reads');
  }

  /** Whether a client may speak of this task: only of its own. */
  ownsTask(client: Client, taskId: unknown): boolean {
    return typeof taskId === 'string' && (this.#owner === client || this.#owners.of(taskId) === client);
  }

  /** Asks the server for the most that any client wants to hear. */
  syncLevel(): void {
    if (this.era === 'modern' || this.handshake?.said.capabilities['logging'] === undefined) return;
    // One that sleeps is told when it starts.
    if (!this.way.isReady) return;
    const wanted = new Set([...this.#clients].map(({ logLevel }) => logLevel));
    const lowest = LOG_LEVELS.find((level) => wanted.has(level));
    if (lowest === undefined || lowest === this.#levelSent) return;
    this.#levelSent = lowest;
    this.tellServer('logging/setLevel', { level: lowest });
  }

  /** A request of Signalbox's own, whose answer says nothing to anybody. */
  tellServer(method: string, params: Params): void {
    const { requestMs: timeoutMs } = this.hub.config.timeouts;
    this.way
      .request({ method, params, timeoutMs, repeatable: true, isUse: false })
      .catch((fault: unknown) => this.hub.onFault(fault));
  }

  /** Others are switched on or named now. */
  tellToolsChanged(): void {
    for (const client of this.hub.clients) {
      if (client.scope.kind === 'server')
        client.tell({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    }
    this.hub.listChanged(['tools']);
  }

  #outdate(method: string): void {
    const kind = KINDS.find((one) => method === `notifications/${one}/list_changed`);
    if (kind === undefined) return;
    this.lists.outdate(kind);
    if (kind !== 'prompts')
      this.hub.cache.invalidate(this.hub.name, kind === 'tools' ? 'tools' : 'reads', this.#owner?.id);
    this.#tellChanged([kind]);
  }

  get #kinds(): readonly ListKind[] {
    return KINDS.filter((kind) => this.handshake?.said.capabilities[kind] !== undefined);
  }

  #tellListsChanged(): void {
    this.#tellChanged(this.#kinds);
  }

  /** Of what one client has a process for nobody else knows. */
  #forgetAll(): void {
    this.lists.outdateAll();
    this.hub.cache.invalidate(this.hub.name, 'all', this.#owner?.id);
  }

  #tellChanged(kinds: readonly ListKind[]): void {
    for (const client of this.#clients) {
      // Those that see all servers as one are told once for all of them.
      if (client.scope.kind === 'all' && this.isShared) continue;
      for (const kind of kinds) client.tell({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` });
    }
    if (this.isShared) this.hub.listChanged(kinds);
  }

  async #ask(
    call: Call | null,
    client: Client,
    method: string,
    params: Params,
    signal: AbortSignal,
  ): Promise<ServerReply> {
    const id = params['elicitationId'];
    if (typeof id === 'string') this.#owners.add(id, client);
    if (call !== null) return await call.ask(method, params, signal);
    // Which of its calls it belongs to is not known: the time of none of them runs, and any of them may carry it.
    const calls = [...client.calls].filter(({ line }) => line === this);
    const releases = calls.map((one) => one.hold());
    try {
      const carrier = calls.findLast(({ reply }) => reply !== null) ?? calls.at(-1);
      if (carrier !== undefined && client.era === 'modern') {
        const reply = await carrier.ask(method, params, signal);
        // Over without an answer: another of its calls may be the one that it belongs to.
        const isLost = 'error' in reply && carrier.isOver && !signal.aborted;
        const goesOn = calls.some(({ isOver }) => !isOver);
        return isLost && goesOn ? await this.#ask(null, client, method, params, signal) : reply;
      }
      if (!canAnswer(client, method)) return await cantAnswer(client, method);
      if (carrier === undefined) return await client.ask(method, params, null, signal);
      return await client.ask(method, params, carrier.reply, AbortSignal.any([signal, allOver(calls)]));
    } finally {
      for (const release of releases) release();
    }
  }

  /**
   * The one client that what the server says can be meant for; null where that can't be known. Of several it is the one
   * that is here, and only while the server works for it: whoever went away a moment ago may have left work behind.
   */
  #onlyClient(): Client | null {
    if (this.#owner !== null) return this.#owner;
    const isAlone = this.#clients.size === 1;
    let only: Client | null = null;
    for (const client of this.#clients) {
      if (!client.isAttached && !isAlone) continue;
      if (only !== null) return null;
      only = client;
    }
    if (only === null || (isAlone && only.isAttached)) return only;
    for (const call of this.calls) if (call.client === only) return only;
    return null;
  }

  /** A log message names no request: it is for the client whose calls alone are in flight, or who is alone. */
  #onLog(params: Params): void {
    let client: Client | null = null;
    let call: Call | null = null;
    for (const one of this.calls) {
      if (client !== null && one.client !== client) return;
      call = client === null ? one : null;
      client = one.client;
    }
    if (call !== null) {
      this.notifyCall(call, 'notifications/message', params);
      return;
    }
    client ??= this.#onlyClient();
    if (client !== null && isLoud(params, client, client.logLevel))
      client.tell({ jsonrpc: '2.0', method: 'notifications/message', params });
  }

  #toOwner(id: unknown, method: string, params: Params): void {
    const owner = typeof id === 'string' ? (this.#owner ?? this.#owners.of(id)) : null;
    owner?.tell({ jsonrpc: '2.0', method, params });
  }
}

/** Aborts with the last of these calls: until then the question may belong to one that goes on. */
function allOver(calls: readonly Call[]): AbortSignal {
  const all = new AbortController();
  let left = calls.length;
  const onOver = (): void => {
    left -= 1;
    if (left === 0) all.abort();
  };
  for (const call of calls) call.whenOver(onOver);
  return all.signal;
}

/**
 * Whether a log message is as severe as what was asked for. Who asked for no level gets what the server likes to send, in
 * the legacy era, and nothing in the modern one.
 */
function isLoud(params: Params, { era }: Client, level: string | null): boolean {
  if (level === null) return era === 'legacy';
  return isAtLeast(String(params['level']), level);
}
