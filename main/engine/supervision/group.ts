import type { LimitView } from '#contract/limit.ts';
import type { ServerConfig } from '../configuration/configuration.ts';
import type { Clock } from '../ports.ts';
import type { ServerMemories, ServerMemory } from '../state/state.ts';
import { type Idle, watchIdle } from './idle.ts';
import { fromDisk, toDisk } from './keep-memory.ts';
import type { StartCause, StopWhy } from './life.ts';
import { type Broker, createBroker } from './requests/broker.ts';
import { freshPool, nextPoolSize, type PoolMemory } from './requests/pool-size.ts';
import { stateOf } from './state-of.ts';
import { type ServerContext, SupervisedServer } from './supervised-server.ts';
import { STOPPED_BECAUSE } from './wording.ts';

export interface GroupContext extends ServerContext {
  readonly memories: ServerMemories;
  /** Whether a server that runs depends on this one. */
  readonly isNeeded: (name: string) => boolean;
}

/** Requests that wait for one server; more are refused. */
const QUEUE_MAX = 1_000;
/** Between two looks at whether a pool has the right size. */
const POOL_LOOK_MS = 1_000;

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
  #pool: PoolMemory = freshPool;
  #cancelPoolLook = (): void => {};
  readonly broker: Broker;
  readonly idle: Idle;

  constructor(config: ServerConfig, context: GroupContext) {
    this.#config = config;
    this.#context = context;
    this.#clock = context.clock;
    const kept = context.memories.load(config.name, 1);
    this.#stoppedByOwner = kept?.stoppedByOwner ?? false;
    this.#lastUsedAtMs = kept?.lastUsedAtMs ?? null;
    this.#add(1, this.#sleepsBecause(), kept);
    this.broker = createBroker({
      clock: this.#clock,
      settings: () => ({ concurrency: this.#config.instances?.concurrency ?? null, queueMax: QUEUE_MAX }),
      instances: () => this.#instances,
      onDemand: () => this.primary.tell({ kind: 'demand' }),
      refusal: () => this.#refusal(),
      onChange: () => this.#used(),
    });
    this.idle = watchIdle({
      clock: this.#clock,
      idleStopMs: () => this.#config.idleStopMs,
      lastUsedMs: () => this.broker.lastUsedMs,
      readySinceMs: () => readySince(this.primary),
      isBusy: () => this.broker.inFlight + this.broker.queued > 0 || context.isNeeded(config.name),
      onIdle: () => {
        for (const server of this.#instances) server.tell({ kind: 'idle' });
      },
    });
    this.#lookAtPool();
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

  get instances(): readonly SupervisedServer[] {
    return this.#instances;
  }

  /** Of the running process, and by whom they are enforced. */
  get limits(): readonly LimitView[] {
    return this.primary.run?.limits ?? [];
  }

  get isReady(): boolean {
    return this.#instances.some((server) => server.isReady);
  }

  get isWanted(): boolean {
    return this.primary.isWanted;
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

  start(cause: StartCause): void {
    this.#wish(false);
    for (const server of this.#wantedInstances()) server.start(cause);
  }

  restart(cause: StartCause): void {
    this.#wish(false);
    for (const server of this.#wantedInstances()) server.restart(cause);
  }

  /** Resolves when nothing of it is left, or when somebody wants it started again. */
  async stop(why: StopWhy): Promise<void> {
    if (why === 'owner') this.#wish(true);
    await Promise.all(this.#instances.map((server) => server.stop(why)));
  }

  update(config: ServerConfig): void {
    const wasOnDemand = this.#config.start === 'on-demand';
    this.#config = config;
    for (const server of this.#instances) server.update(config);
    this.idle.look();
    this.#lookAtPool();
    const { phase } = this.primary.life;
    const sleeps = phase.kind === 'stopped' && phase.why === 'idle';
    if (wasOnDemand && config.start === 'auto' && sleeps) this.start('configuration');
  }

  /** After a step of one of its instances. */
  look(): void {
    this.broker.look();
    this.idle.look();
    // The others of a pool sleep and wake with the first.
    const { phase } = this.primary.life;
    for (const server of this.#instances.slice(1)) {
      if (phase.kind === 'stopped' && server.isWanted) void server.stop(phase.why);
    }
  }

  /** What a later engine has to know of one of its instances. */
  keep(server: SupervisedServer): void {
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
    // The limit watch of each process.
  }

  get overLimit(): string | null {
    return null;
  }

  close(): void {
    this.#cancelPoolLook();
    this.idle.close();
    this.broker.close();
    this.keep(this.primary);
  }

  /** Why it does not start with the engine; null when it does. */
  #sleepsBecause(): StopWhy | null {
    if (this.#config.disabled) return 'disabled';
    if (this.#stoppedByOwner) return 'owner';
    return this.#config.start === 'on-demand' ? 'idle' : null;
  }

  #add(instance: number, stopped: StopWhy | null, kept: ServerMemory | null): SupervisedServer {
    const server = new SupervisedServer(this.#config, this.#context, {
      instance,
      stopped: stopped ?? 'closing',
      ...(kept === null ? {} : { memory: fromDisk(kept, this.#clock), lastExit: kept.lastExit }),
    });
    this.#instances.push(server);
    return server;
  }

  /** The first and, in a pool, as many as its configuration wants at least. */
  #wantedInstances(): readonly SupervisedServer[] {
    const min = this.#config.instances?.min ?? 1;
    while (this.#instances.length < min) this.#addToPool();
    return this.#instances;
  }

  #addToPool(): SupervisedServer {
    const taken = new Set(this.#instances.map(({ instance }) => instance));
    let instance = 2;
    while (taken.has(instance)) instance += 1;
    return this.#add(instance, 'spare', this.#context.memories.load(this.name, instance));
  }

  #lookAtPool(): void {
    this.#cancelPoolLook();
    this.#cancelPoolLook = () => {};
    if (this.#config.instances === null && this.#instances.length === 1) return;
    this.#sizePool();
    this.#cancelPoolLook = this.#clock.after(POOL_LOOK_MS, () => this.#lookAtPool());
  }

  #sizePool(): void {
    if (!this.isWanted) return;
    const wanted = this.#instances.filter((server) => server.isWanted);
    const target = this.#targetSize();
    for (let missing = target - wanted.length; missing > 0; missing -= 1) this.#addToPool().start('pool');
    const spare = wanted
      .slice(1)
      .filter(({ inFlight }) => inFlight === 0)
      .slice(-Math.max(0, wanted.length - target) || wanted.length);
    for (const server of wanted.length > target ? spare : []) void this.#remove(server);
  }

  #targetSize(): number {
    const settings = this.#config.instances;
    if (settings === null) return 1;
    const { memory, target } = nextPoolSize(this.#pool, {
      nowMs: this.#clock.monotonic(),
      ...settings,
      ready: this.#instances.filter((server) => server.isReady).length,
      starting: this.#instances.filter(
        ({ life: { phase } }) => phase.kind === 'starting' || phase.kind === 'waiting',
      ).length,
      inFlight: this.broker.inFlight,
      queued: this.broker.queued,
      isAsleep: !this.isWanted,
    });
    this.#pool = memory;
    return target;
  }

  async #remove(server: SupervisedServer): Promise<void> {
    await server.stop('spare');
    const { phase } = server.life;
    const at = this.#instances.indexOf(server);
    if (phase.kind === 'stopped' && at > 0) this.#instances.splice(at, 1);
    this.#context.onChange(this.primary);
  }

  #wish(stopped: boolean): void {
    if (this.#stoppedByOwner === stopped) return;
    this.#stoppedByOwner = stopped;
    this.keep(this.primary);
  }

  #used(): void {
    this.#lastUsedAtMs = this.#clock.now();
    this.idle.look();
    this.#context.onChange(this.primary);
  }

  /** Why no request can be taken; null when waiting is worth it. */
  #refusal(): string | null {
    const { phase } = this.primary.life;
    switch (stateOf(phase)) {
      case 'stopped':
        if (phase.kind !== 'stopped' || phase.why === 'idle' || phase.why === 'finished') return null;
        return `${this.name} is not running: ${STOPPED_BECAUSE[phase.why]}`;
      case 'failed':
      case 'crash-looping': {
        const why = 'failure' in phase ? phase.failure.problem.message : 'it is down';
        return `${this.name} is down: ${why}`;
      }
      default:
        return null;
    }
  }
}

function readySince(server: SupervisedServer): number | null {
  const { phase } = server.life;
  return phase.kind === 'ready' ? phase.sinceMs : null;
}
