import type { LimitView } from '#contract/limit.ts';
import type { ServerConfig } from '../configuration/configuration.ts';
import type { ClientIdentity } from '../mcp/mcp.ts';
import type { Clock } from '../ports.ts';
import type { Catalogues, ServerMemories, ServerMemory } from '../state/state.ts';
import { createDrain, type Drain } from './drain.ts';
import { type Idle, watchIdle } from './idle.ts';
import { keepLimits, type LimitKeeper } from './keep-limits.ts';
import { fromDisk, toDisk } from './keep-memory.ts';
import { createLanes, type Lanes } from './lanes/lanes.ts';
import type { StartCause, StopWhy } from './life.ts';
import { refusalOf } from './refusal.ts';
import type { Broker } from './requests/broker.ts';
import { keepPool, type PoolKeeper } from './requests/keep-pool.ts';
import { stateOf } from './state-of.ts';
import { type ServerContext, SupervisedServer } from './supervised-server.ts';
import type { Lane, Upstream, UpstreamEvents } from './upstream.ts';
import { type KeptHandshake, keptHandshake } from './ways/kept-handshake.ts';
import { launchKey } from './ways/launch-key.ts';
import { openUpstream } from './ways/open-upstream.ts';
import { createWay, type HeldWay } from './ways/way.ts';

export interface GroupContext extends Omit<ServerContext, 'onNegotiated' | 'onNotification' | 'onRequest'> {
  readonly memories: ServerMemories;
  readonly catalogues: Catalogues;
  readonly upstreamEvents: UpstreamEvents;
  /** Clients of one server that may have a process of their own. */
  readonly maxLanes: () => number;
  /** Why what a server waits for will not come by itself, in a clause; null when it may. */
  readonly blockedBy: (config: ServerConfig) => string | null;
  /** Whether a server that runs depends on this one. */
  readonly isNeeded: (name: string) => boolean;
  readonly sampleIntervalMs: () => number;
  readonly onLimitWarning: (server: SupervisedServer, text: string) => void;
}

const DOWN: ReadonlySet<string> = new Set(['backing-off', 'crash-looping', 'failed']);

/**
 * One server as its owner knows it: one process, or a pool of them that share its configuration, its queue of requests
 * and its owner's wishes. What outlives the engine is kept here.
 */
export class ServerGroup {
  #config: ServerConfig;
  readonly #context: GroupContext;
  readonly #clock: Clock;
  /** The first is there always; those that leave the pool stay until nothing is left of them. */
  readonly #instances: SupervisedServer[] = [];
  #stoppedByOwner: boolean;
  #lastUsedAtMs: number | null;
  readonly #pool: PoolKeeper;
  readonly #limits: LimitKeeper;
  #starts = 0;
  readonly #handshake: KeptHandshake;
  /** To the processes that all clients share. */
  readonly way: HeldWay;
  readonly #lanes: Lanes;
  /** As the gateway sees it. */
  readonly upstream: Upstream;
  readonly idle: Idle;
  readonly #drain: Drain;

  constructor(config: ServerConfig, context: GroupContext) {
    this.#config = config;
    this.#context = context;
    this.#clock = context.clock;
    this.#limits = keepLimits({
      clock: context.clock,
      sampleIntervalMs: context.sampleIntervalMs,
      onWarning: context.onLimitWarning,
    });
    const kept = context.memories.load(config.name, 1);
    this.#stoppedByOwner = kept?.stoppedByOwner ?? false;
    this.#lastUsedAtMs = kept?.lastUsedAtMs ?? null;
    this.#add(1, this.#sleepsBecause(), kept);
    this.#drain = createDrain(this.#clock, () => this.inFlight);
    const isHeld = () => this.#drain.isUnderWay;
    this.#handshake = keptHandshake(context.catalogues, config.name, launchKey(config));
    this.way = createWay({
      clock: this.#clock,
      config: () => this.#config,
      servers: () => this.#instances,
      isHeld,
      handshake: () => this.#handshake.value,
      onDemand: () => this.primary.tell({ kind: 'demand' }),
      refusal: () => this.#refusal(),
      onChange: () => {
        this.idle.look();
        this.#pool.look();
        this.#onUse(this.way.broker.lastUsedMs);
      },
      onBusy: () => this.#pool.look(),
    });
    this.#pool = keepPool({
      clock: this.#clock,
      config: () => this.#config,
      instances: this.#instances,
      load: () => this.way.broker,
      add: () => this.#addSpare(),
      onGone: (server) => this.#drop(server),
    });
    this.#lanes = createLanes({
      clock: this.#clock,
      context: withoutNoise(context),
      events: context.upstreamEvents,
      max: context.maxLanes,
      isHeld,
      refusalOf: (server) => refusalOf(server, context.blockedBy),
      share: { isReady: () => this.isReady, refusal: () => this.#refusal() },
      onNegotiated: (handshake) => {
        if (this.#handshake.value === null) this.#handshake.keep(handshake);
      },
      onUse: (lastUsedMs) => this.#onUse(lastUsedMs),
      onGone: () => context.onChange(this.primary),
    });
    this.upstream = openUpstream(this);
    this.idle = watchIdle({
      clock: this.#clock,
      idleStopMs: () => this.#config.idleStopMs,
      lastUsedMs: () => this.broker.lastUsedMs,
      readySinceMs: () => readySince(this.#instances),
      isBusy: () => this.way.isBusy || context.isNeeded(config.name),
      onIdle: () => {
        // Those that are down or on their way would only be started for nobody.
        for (const server of this.#instances) {
          if (server.isReady) server.tell({ kind: 'idle' });
          else if (server.isWanted) void server.stop('idle');
        }
      },
    });
    this.#pool.look();
  }

  get name(): string {
    return this.#config.name;
  }

  get config(): ServerConfig {
    return this.#config;
  }

  get primary(): SupervisedServer {
    const [first] = this.#instances;
    if (first === undefined) throw new Error(`${this.name} has no instance`);
    return first;
  }

  /** Those that all clients share. */
  get instances(): readonly SupervisedServer[] {
    return this.#instances;
  }

  /** All that it has, those of single clients after the others. */
  get servers(): readonly SupervisedServer[] {
    return [...this.#instances, ...this.#lanes.servers];
  }

  /** Requests of clients that are being worked on. */
  get inFlight(): number {
    return this.way.broker.inFlight + this.#lanes.inFlight;
  }

  /** Requests of clients that wait for a start or for their turn. */
  get queued(): number {
    return this.way.broker.queued + this.#lanes.queued;
  }

  openLane(client: ClientIdentity): Lane {
    const taken = this.#instances.map(({ instance }) => instance);
    const { phase } = this.primary.life;
    const now = phase.kind === 'ending' ? phase.after : phase;
    const isStopped = 'why' in now && now.why !== 'idle' && now.why !== 'finished';
    return this.#lanes.open(client, this.#config, taken, isStopped ? now.why : null);
  }

  /** Of the running process, and by whom they are enforced. */
  get limits(): readonly LimitView[] {
    return this.primary.run?.limits ?? [];
  }

  get broker(): Broker {
    return this.way.broker;
  }

  get launchKey(): string {
    return this.#handshake.launchKey;
  }

  get isReady(): boolean {
    return this.#instances.some((server) => server.isReady);
  }

  get isWanted(): boolean {
    return this.primary.isWanted;
  }

  get hasFinished(): boolean {
    const { phase } = this.primary.life;
    return phase.kind === 'stopped' && phase.why === 'finished';
  }

  /** It is not ready, and nothing but a wish or an edit will make it so. */
  get isDownForGood(): boolean {
    return this.#instances.every(({ life: { phase } }) => {
      const now = phase.kind === 'ending' ? phase.after : phase;
      return ('why' in now && now.why !== 'idle') || now.kind === 'failed' || now.kind === 'fail';
    });
  }

  /** What it depends on is used by it. */
  get usesOthers(): boolean {
    return this.servers.some(({ isWanted }) => isWanted);
  }

  get stoppedByOwner(): boolean {
    return this.#stoppedByOwner;
  }

  /** Wall time; null before the first use. */
  get lastUsedAtMs(): number | null {
    return this.#lastUsedAtMs;
  }

  /** At the start of the engine: what its owner had stopped stays so, and what is on demand sleeps. */
  begin(): void {
    if (this.#sleepsBecause() === null) this.start('engine');
  }

  /** Counts the wishes to have it run. */
  get starts(): number {
    return this.#starts;
  }

  /** Takes note of a stop that has to wait for its turn; gives {@link starts}, which a start in between changes. */
  announceStop(why: StopWhy): number {
    if (why === 'owner') this.#wish(true);
    return this.#starts;
  }

  start(cause: StartCause): void {
    this.#drain.cancel();
    this.#starts += 1;
    this.#wish(false);
    // The others of a pool follow when the first is ready: a server that can't start is tried once, not ten times.
    this.primary.start(cause);
    for (const lane of this.#lanes.all) lane.rest();
  }

  restart(cause: StartCause, because: string | null = null): void {
    this.#drain.cancel();
    this.#starts += 1;
    this.#wish(false);
    for (const server of this.#instances)
      if (server === this.primary || server.isWanted) server.restart(cause, because);
    for (const lane of this.#lanes.all) lane.restart(cause, because);
  }

  /**
   * After a change of the configuration: restarts it when the requests in flight are over, or after `limitMs`. New ones wait
   * for the new process.
   */
  restartDrained(limitMs: number): void {
    this.#drain.begin(limitMs, (isOver) => {
      if (isOver) this.restart('configuration');
    });
  }

  /** As {@link stop}, when the requests in flight are over, or after `limitMs`. */
  async stopDrained(why: StopWhy, limitMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#drain.begin(limitMs, resolve);
    // Otherwise somebody wants it started, or stopped, in another way by now.
    if (await promise) await this.stop(why);
  }

  /** Resolves when nothing of it is left, or when somebody wants it started again. */
  async stop(why: StopWhy): Promise<void> {
    this.#drain.cancel();
    if (why === 'owner') this.#wish(true);
    // What outlived an earlier engine and waits to be taken over is stopped too; at a quit the process room sees to it.
    const survivor = why === 'closing' ? null : this.#context.processes.endSurvivor(this.name);
    await Promise.all([survivor, ...this.servers.map((server) => server.stop(why))]);
  }

  /** Sleeps until a request comes, unless it runs already. */
  sleep(): void {
    this.#wish(false);
    if (!this.isWanted) for (const server of this.#instances) void server.stop('idle');
    for (const lane of this.#lanes.all) lane.rest();
  }

  /** An edit of what it failed by may be what mends it. */
  retry(): void {
    for (const server of this.servers) {
      if (DOWN.has(stateOf(server.life.phase))) server.start('configuration');
    }
  }

  update(config: ServerConfig): void {
    const wasOnDemand = this.#config.start === 'on-demand';
    this.#config = config;
    this.#handshake.use(launchKey(config));
    for (const server of this.#instances) server.update(config);
    for (const lane of this.#lanes.all) lane.update(config);
    this.idle.look();
    this.#pool.look();
    const { phase } = this.primary.life;
    const stopped = phase.kind === 'ending' ? phase.after : phase;
    const sleeps = 'why' in stopped && stopped.why === 'idle';
    if (wasOnDemand && config.start === 'auto' && sleeps) this.start('configuration');
  }

  /** After a step of one of its instances. */
  look(): void {
    this.way.look();
    this.idle.look();
    this.#pool.look();
    // The others of a pool sleep and wake with the first.
    const { phase } = this.primary.life;
    for (const server of this.#instances.slice(1)) {
      if (phase.kind === 'stopped' && phase.why !== 'finished' && server.isWanted)
        void server.stop(phase.why);
    }
    for (const lane of this.#lanes.all) lane.look();
  }

  /** What a later engine has to know of one of its instances. */
  keep(server: SupervisedServer): void {
    // That of a client is not there again after it has left.
    if (!this.#instances.includes(server)) return;
    const memory: ServerMemory = {
      ...toDisk(server.life.memory, this.#clock),
      stoppedByOwner: this.#stoppedByOwner,
      lastExit: server.lastExit,
      lastUsedAtMs: this.#lastUsedAtMs,
    };
    this.#context.memories.save(this.name, server.instance, memory);
  }

  /** Looks at what its processes used at the last pass against its limits. */
  judgeSample(): void {
    this.#limits.look(this.servers, this.#config.limits);
  }

  /** What it uses beyond, or nearly as much as, a limit allows, in a clause; null when within all. */
  get overLimit(): string | null {
    return this.#limits.overLimit;
  }

  /** Whether that limit is passed, and not only near. */
  get isLimitPassed(): boolean {
    return this.#limits.isLimitPassed;
  }

  /** It is no longer configured: one of the same name is another server. */
  forget(): void {
    this.#wish(false);
    this.#context.catalogues.forget(this.name);
  }

  close(): void {
    this.#drain.cancel();
    this.#pool.close();
    this.idle.close();
    this.way.close();
    for (const lane of this.#lanes.all) lane.shutDown();
    this.keep(this.primary);
  }

  /** Why it does not start with the engine; null when it does. */
  #sleepsBecause(): StopWhy | null {
    if (this.#config.disabled) return 'disabled';
    if (this.#stoppedByOwner) return 'owner';
    return this.#config.start === 'on-demand' ? 'idle' : null;
  }

  #add(instance: number, stopped: StopWhy | null, kept: ServerMemory | null): SupervisedServer {
    const server = new SupervisedServer(this.#config, this.#sharedContext(), {
      instance,
      stopped: stopped ?? 'closing',
      ...(kept === null ? {} : { memory: fromDisk(kept, this.#clock), lastExit: kept.lastExit }),
    });
    this.#instances.push(server);
    return server;
  }

  #sharedContext(): ServerContext {
    const { upstreamEvents: events } = this.#context;
    return {
      ...this.#context,
      onNegotiated: (server) => {
        const handshake = server.run?.negotiated;
        if (handshake == null) return;
        this.#handshake.keep(handshake);
        this.way.onNegotiated(server);
        events.onReady(this.name, null, handshake);
      },
      onNotification: (method, params) => events.onNotification(this.name, null, method, params),
      onRequest: (request) => events.onRequest(this.name, null, request),
    };
  }

  /** One more for the pool. */
  #addSpare(): SupervisedServer {
    const taken = new Set(this.servers.map(({ instance }) => instance));
    let instance = 2;
    while (taken.has(instance)) instance += 1;
    return this.#add(instance, 'spare', this.#context.memories.load(this.name, instance));
  }

  #drop(server: SupervisedServer): void {
    const at = this.#instances.indexOf(server);
    if (at > 0) this.#instances.splice(at, 1);
    this.#context.onChange(this.primary);
  }

  #wish(stopped: boolean): void {
    if (this.#stoppedByOwner === stopped) return;
    this.#stoppedByOwner = stopped;
    this.keep(this.primary);
  }

  #onUse(lastUsedMs: number | null): void {
    if (lastUsedMs !== null)
      this.#lastUsedAtMs = this.#clock.now() - Math.round(this.#clock.monotonic() - lastUsedMs);
    this.#context.onChange(this.primary);
  }

  /** Why no request can be taken, in a clause; null when waiting is worth it. */
  #refusal(): string | null {
    const refusals = this.#instances.map((server) => refusalOf(server, this.#context.blockedBy));
    return refusals.includes(null) ? null : (refusals[0] ?? null);
  }
}

/** What single clients have their processes for is told only where something is wrong with it. */
function withoutNoise(context: GroupContext): GroupContext {
  return {
    ...context,
    onFact(server, fact) {
      const isNoise =
        fact.kind === 'starting' ||
        fact.kind === 'stopping' ||
        fact.kind === 'stopped' ||
        (fact.kind === 'ready' && fact.backAfterMs === null);
      if (!isNoise) context.onFact(server, fact);
    },
  };
}

/** Of the one that has been ready for longest; null while none is. */
function readySince(instances: readonly SupervisedServer[]): number | null {
  const since = instances.map(({ life: { phase } }) => (phase.kind === 'ready' ? phase.sinceMs : null));
  const known = since.filter((sinceMs) => sinceMs !== null);
  return known.length === 0 ? null : Math.min(...known);
}
