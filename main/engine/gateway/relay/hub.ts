import type { BreakerState, RequestError, ServerTraffic } from '#contract/traffic.ts';
import type { ServerConfig, ToolRule } from '../../configuration/configuration.ts';
import type { ServerReply, ServerRequest } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import type { Catalogues, Register } from '../../state/state.ts';
import type { Lane, Upstream } from '../../supervision/supervision.ts';
import type { TrafficLog } from '../../telemetry/telemetry.ts';
import { type Breaker, createBreaker } from '../guard/breaker.ts';
import { isRepeatable } from '../guard/repeatable.ts';
import type { ResponseCache } from '../guard/response-cache.ts';
import { createToolFilter, type ToolFilter } from '../guard/tool-filter.ts';
import { type LimitRefusal, ToolLimits, tooFast } from '../guard/tool-limits.ts';
import { Line } from '../line/line.ts';
import type { ListKind } from '../line/lists.ts';
import { SeenToAsk } from '../line/seen-to-ask.ts';
import { decideShare, type Share } from '../line/share.ts';
import type { Call } from './call.ts';
import type { Client } from './client.ts';
import type { LocalReason } from './local-error.ts';
import { Reads } from './reads.ts';

export type Limited =
  /** `rule` is what its tool does differently: looked up once, so that all of a call goes by the same. */
  { readonly ok: true; readonly rule: ToolRule | null } | LimitRefusal;

/** What all servers of a gateway have in common. */
export interface HubContext {
  readonly clock: Clock;
  readonly random: () => number;
  readonly traffic: TrafficLog;
  readonly cache: ResponseCache;
  readonly catalogues: Catalogues;
  readonly register: Pick<Register, 'add'>;
  /** What is told of that server's traffic is another, at a moment that people should not wait to see. */
  readonly onChange: (server: string) => void;
  /** Signalbox itself, when it asks for what a server offers. */
  readonly self: Client;
  /** Of some server these may be others now. */
  readonly onListChanged: (kinds: readonly ListKind[]) => void;
  /** Work that nobody waits for failed, by a fault of Signalbox. */
  readonly onFault: (error: unknown) => void;
}

/** What the gateway knows and does for one server. */
export class Hub {
  readonly name: string;
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly random: () => number;
  readonly traffic: TrafficLog;
  readonly cache: ResponseCache;
  readonly catalogues: Catalogues;
  readonly breaker: Breaker;
  readonly shared: Line;
  readonly reads: Reads;
  /** Calls whose clients were sent away with a question, by the state that they come back with. */
  readonly suspended = new Map<string, Call>();
  readonly self: Client;
  readonly onFault: (error: unknown) => void;
  readonly #context: HubContext;
  #isToldOpen = false;
  readonly #lines = new Map<Client, Line>();
  readonly #limits: ToolLimits;
  readonly #asks: SeenToAsk;
  #tools: ServerConfig['tools'];
  #launchKey: string;
  #filter: { readonly of: ServerConfig['tools']; readonly filter: ToolFilter } | null = null;

  constructor(upstream: Upstream, context: HubContext) {
    this.name = upstream.name;
    this.upstream = upstream;
    this.clock = context.clock;
    this.random = context.random;
    this.traffic = context.traffic;
    this.cache = context.cache;
    this.catalogues = context.catalogues;
    this.self = context.self;
    this.onFault = context.onFault;
    this.#context = context;
    this.#limits = new ToolLimits(context.clock);
    this.#asks = new SeenToAsk(upstream, context.catalogues);
    this.#tools = upstream.config.tools;
    this.#launchKey = upstream.launchKey;
    this.breaker = createBreaker({
      settings: () => this.config.breaker,
      clock: context.clock,
      onChange: (state, reason) => this.#tellBreaker(state, reason),
    });
    this.shared = new Line(this, null);
    this.reads = new Reads(this);
  }

  get config(): ServerConfig {
    return this.upstream.config;
  }

  get filter(): ToolFilter {
    const { tools } = this.config;
    if (this.#filter?.of !== tools) this.#filter = { of: tools, filter: createToolFilter(tools) };
    return this.#filter.filter;
  }

  get share(): Share {
    return decideShare(this.config, this.shared.handshake?.era ?? null, this.#asks.isSeen);
  }

  /** The way that a client's requests go; decided once for each client. */
  lineOf(client: Client): Line {
    const known = this.#lines.get(client);
    if (known !== undefined) return known;
    // It left while its request was routed: nothing is held for it any more, and no process opened.
    if (client.isGone) return this.shared;
    const isOwn = this.share.mode === 'per-client';
    const line = isOwn
      ? new Line(this, { lane: this.upstream.openLane(client.identity), client })
      : this.shared;
    this.#lines.set(client, line);
    line.attach(client);
    return line;
  }

  /** Null for a client that has not used it. */
  lineIfAny(client: Client): Line | null {
    return this.#lines.get(client) ?? null;
  }

  lineOfLane(lane: Lane | null): Line | null {
    if (lane === null) return this.shared;
    for (const line of this.#lines.values()) if (line.way === lane) return line;
    return null;
  }

  /** Clients that use it. */
  get clients(): Iterable<Client> {
    return this.#lines.keys();
  }

  /** Lets go of the process that is this client's alone. */
  rest(client: Client): void {
    if (this.#lines.get(client)?.isShared === false) this.leave(client);
  }

  leave(client: Client): void {
    for (const call of this.suspended.values()) if (call.client === client) call.forget();
    const line = this.#lines.get(client);
    if (line === undefined) return;
    this.#lines.delete(client);
    line.detach(client);
  }

  /** Limits that come before everything else. What is let through is given back by {@link release}, with its rule. */
  admit(call: Call): Limited {
    const waitMs = call.client.rate.take();
    if (waitMs > 0) return tooFast(`${call.client.name} sends more requests a second than it may`, waitMs);
    const { method, target } = call;
    const rule = method === 'tools/call' && target !== null ? this.filter.rule(target) : null;
    if (rule === null || target === null) return { ok: true, rule };
    return this.#limits.take(call.client, target, rule) ?? { ok: true, rule };
  }

  /** @param rule as it was when the call was let through */
  release(rule: ToolRule | null): void {
    if (rule !== null) this.#limits.giveBack(rule);
  }

  /** Tells the breaker how what it had let through ended. */
  judge(
    { instance, line }: Pick<Call, 'instance' | 'line'>,
    trial: boolean,
    error: RequestError | null,
    reason: LocalReason | null,
  ): void {
    const crash = reason === 'server-ended' ? `${instance}:${line.starts}` : undefined;
    this.breaker.note(outcomeOf(error, reason), trial, crash);
  }

  /** @param rule of its tool */
  isRepeatable(call: Call, rule: ToolRule | null): boolean {
    if (this.config.retry === null) return false;
    if (call.method !== 'tools/call') return isRepeatable(call.method, null, null);
    const tool = call.target === null ? null : call.line.lists.hints(call.target);
    return isRepeatable(call.method, tool, rule);
  }

  onNotification(lane: Lane | null, method: string, params: Readonly<Record<string, unknown>>): void {
    this.lineOfLane(lane)?.onNotification(method, params);
  }

  onRequest(lane: Lane | null, request: ServerRequest): Promise<ServerReply> {
    const line = this.lineOfLane(lane);
    if (line === null) return Promise.resolve({ error: { code: -32603, message: 'the client has gone' } });
    if (request.method !== 'roots/list') this.#noteAsks(request.method);
    return line.onRequest(request);
  }

  onReady(lane: Lane | null): void {
    this.lineOfLane(lane)?.onReady();
  }

  /** What its owner starts gets its chance; what supervision starts again may fail as it did before. */
  onStartWished(): void {
    this.breaker.reset();
  }

  /** Its settings may be others now. */
  onConfigured(): void {
    this.breaker.reset();
    const { launchKey } = this.upstream;
    if (launchKey !== this.#launchKey) {
      // Launched in another way it is another server, also while it sleeps.
      this.#launchKey = launchKey;
      for (const line of new Set([this.shared, ...this.#lines.values()])) line.outdateAll();
    }
    const { tools } = this.config;
    if (tools === this.#tools) return;
    this.#tools = tools;
    this.shared.tellToolsChanged();
  }

  listChanged(kinds: readonly ListKind[]): void {
    this.#context.onListChanged(kinds);
  }

  /** @param why for the clients that are told */
  close(why: 'closing' | 'owner'): void {
    for (const client of [...this.#lines.keys()]) {
      for (const call of [...client.calls]) if (call.line.hub === this) call.cancel(why);
      this.leave(client);
    }
    this.cache.invalidate(this.name, 'all');
    this.dispose();
  }

  /** Nothing happens by itself any more. */
  dispose(): void {
    this.breaker.close();
  }

  traffics(): ServerTraffic {
    const figures = this.traffic.server(this.name);
    const totals = this.traffic.totals(this.name);
    const counts = this.cache.figures(this.name);
    const { lists } = this.shared;
    const { trialAtMs, reason, outlook } = this.breaker;
    const share = this.share;
    let clients = 0;
    for (const client of this.#lines.keys()) if (client.isAttached) clients += 1;
    return {
      server: this.name,
      clients,
      requests: figures.requests,
      errors: totals?.errors ?? 0,
      rejected: totals?.rejected ?? 0,
      error_rate: figures.faultRate,
      mean_ms: figures.meanMs,
      p50_ms: figures.p50Ms,
      p95_ms: figures.p95Ms,
      breaker: this.breaker.state,
      breaker_reason: reason === null ? null : `${reason}; ${outlook}`,
      breaker_trial_at: trialAtMs === null ? null : new Date(trialAtMs).toISOString(),
      cache_entries: counts.entries,
      cache_hits: counts.hits + lists.hits,
      cache_misses: counts.misses + lists.misses,
      share: share.mode,
      share_reason: share.reason,
    };
  }

  #noteAsks(method: string): void {
    if (this.#asks.isSeen) return;
    const before = this.share.mode;
    this.#asks.note(method);
    if (this.share.mode === before) return;
    this.#context.register.add({
      lamp: 'off',
      kind: 'share-changed',
      server: this.name,
      text: `${this.name} asked its client something (${method}): each new client gets a process of its own`,
    });
  }

  /** A trial that fails is no news for the register. */
  #tellBreaker(state: BreakerState, reason: string | null): void {
    this.#context.onChange(this.name);
    const isOpen = state !== 'closed';
    if (isOpen === this.#isToldOpen) return;
    this.#isToldOpen = isOpen;
    this.#context.register.add({
      lamp: isOpen ? 'bad' : 'ok',
      kind: isOpen ? 'breaker-opened' : 'breaker-closed',
      server: this.name,
      text: isOpen
        ? `${this.name} gets no requests for a while: ${reason}`
        : `${this.name} gets requests again`,
    });
  }
}

function outcomeOf(
  error: RequestError | null,
  reason: LocalReason | null,
): 'success' | 'failure' | 'tool-error' | 'ignored' {
  if (error === null) return 'success';
  switch (error.class) {
    case 'tool':
      return 'tool-error';
    case 'timeout':
      return 'failure';
    case 'protocol':
      return error.severity === 'error' ? 'failure' : 'ignored';
    case 'transport':
      // One that is known to be down is supervision's care; it was asked nothing.
      return reason === 'server-ended' ? 'failure' : 'ignored';
    case 'cancelled':
    case 'rejected':
      return 'ignored';
    default:
      return error.class satisfies never;
  }
}
