import type { LastExit } from '#contract/server.ts';
import type { ServerConfig } from '../configuration/configuration.ts';
import type { CallAnswer, ClientIdentity, ServerReply, ServerRequest, SessionCall } from '../mcp/mcp.ts';
import { type StopReport, type TreeSample, wait } from '../process/process.ts';
import { hangFailure } from './failure.ts';
import type { Effect, Event, Fact, Life, Memory, StartCause, StopWhy } from './life.ts';
import { newLife, next } from './lifecycle.ts';
import { type RunContext, type ServerRun, startRun } from './server-run.ts';
import type { StartGate } from './start-gate.ts';
import { countLingeringZombies } from './verdict/lingering-zombies.ts';

export interface ServerContext extends RunContext {
  readonly gate: StartGate;
  /** Servers that it depends on and that are not ready. It is told to look again by {@link SupervisedServer.look}. */
  readonly unmet: (server: SupervisedServer) => readonly string[];
  /** Starts those of these servers that sleep until somebody needs them. */
  readonly wake: (names: readonly string[]) => void;
  /** For the register. */
  readonly onFact: (server: SupervisedServer, fact: Fact) => void;
  /** After each step that it took: for the history and for what outlives the engine. */
  readonly onStep: (server: SupervisedServer, before: Life, event: Event) => void;
  /** Something that the view shows has changed. */
  readonly onChange: (server: SupervisedServer, isState?: boolean) => void;
  /** It is ready, or speaks in a new session: its run knows what was agreed. */
  readonly onNegotiated: (server: SupervisedServer) => void;
  readonly onNotification: (method: string, params: Readonly<Record<string, unknown>>) => void;
  /** Must not reject. */
  readonly onRequest: (request: ServerRequest) => Promise<ServerReply>;
  /** What outlives the engine has changed without a step. */
  readonly onExit: (server: SupervisedServer) => void;
}

/** Between two tries to end what even SIGKILL did not end. */
const LEFT_RETRY_MS = 10_000;
const CLOSED: Promise<CallAnswer> = Promise.resolve({ kind: 'closed', wasSent: false });
/** A server that holds its slot longer than this, because it is slow to start, no longer holds up the others. */
const SLOT_MS = 5_000;

/** Carries out for one process of a server what the lifecycle decides, and tells the lifecycle what happens. */
export class SupervisedServer {
  /** Counts from 1; above 1 only in a pool, and for those that serve a single client. */
  readonly instance: number;
  /** Who it is told it speaks with; undefined for Signalbox itself. */
  readonly #client: ClientIdentity | undefined;
  #config: ServerConfig;
  #life: Life;
  #run: ServerRun | null = null;
  #lastExit: LastExit | null;
  #sample: TreeSample | null = null;
  #freeBytes: number | null = null;
  readonly #countZombies = countLingeringZombies();
  #zombies = 0;
  #mendWatch: { close(): void } | null = null;
  #cancelTimer: (() => void) | null = null;
  #cancelSlotTimer: (() => void) | null = null;
  readonly #context: ServerContext;
  /** Those who wait for nothing to be left of the server. */
  readonly #onRest = new Set<() => void>();

  constructor(
    config: ServerConfig,
    context: ServerContext,
    start: {
      readonly instance: number;
      readonly stopped: StopWhy;
      readonly memory?: Partial<Memory>;
      readonly lastExit?: LastExit | null;
      readonly client?: ClientIdentity;
    },
  ) {
    this.#config = config;
    this.#context = context;
    this.instance = start.instance;
    this.#client = start.client;
    this.#life = newLife(start.stopped, start.memory);
    this.#lastExit = start.lastExit ?? null;
  }

  get config(): ServerConfig {
    return this.#config;
  }

  get life(): Life {
    return this.#life;
  }

  get run(): ServerRun | null {
    return this.#run;
  }

  get lastExit(): LastExit | null {
    return this.#lastExit;
  }

  get sample(): TreeSample | null {
    return this.#sample;
  }

  /** Processes of its tree that ended, and that nobody took notice of for two passes. */
  get zombies(): number {
    return this.#zombies;
  }

  /** Null when the last pass did not find it; `freeBytes` is what the machine had to spare at that pass. */
  take(sample: TreeSample | null, freeBytes: number): void {
    this.#sample = sample;
    this.#zombies = this.#countZombies(sample);
    if (sample !== null) this.#freeBytes = freeBytes;
  }

  /** Names it among all processes of all servers. */
  get key(): string {
    return this.instance === 1 ? this.#config.name : `${this.#config.name}#${this.instance}`;
  }

  /** Requests of clients that it is working on. */
  get inFlight(): number {
    return this.#run?.inFlight ?? 0;
  }

  /** Never rejects. */
  request(call: SessionCall): Promise<CallAnswer> {
    return this.#run?.request(call) ?? CLOSED;
  }

  get isReady(): boolean {
    return this.#life.phase.kind === 'ready';
  }

  /** False when it is stopped, or on its way there. */
  get isWanted(): boolean {
    const { phase } = this.#life;
    return phase.kind !== 'stopped' && !(phase.kind === 'ending' && phase.after.kind === 'stop');
  }

  start(cause: StartCause): void {
    this.#handle({ kind: 'start', cause });
  }

  restart(cause: StartCause, because: string | null = null): void {
    this.#handle({ kind: 'restart', cause, because });
  }

  /** Resolves when nothing of the server is left, or when somebody wants it started again. */
  stop(why: StopWhy): Promise<void> {
    this.#handle({ kind: 'stop', why });
    return this.atRest();
  }

  /** What is known of it from outside: a request waits, nobody uses it, it passed a limit. */
  tell(event: Extract<Event, { readonly kind: 'demand' | 'idle' | 'mended' | 'over-limit' }>): void {
    this.#handle(event);
  }

  /** Takes other settings; those that a process was launched with take effect at its next launch. */
  update(config: ServerConfig): void {
    this.#config = config;
    this.look();
    this.#context.onChange(this);
  }

  /** Something that it waits for may have changed. */
  look(): void {
    const { phase } = this.#life;
    if (phase.kind !== 'waiting' || phase.for !== 'dependencies') return;
    // Not in the middle of a step, this server's or another's.
    queueMicrotask(() => {
      const unmet = this.#context.unmet(this);
      if (unmet.length === 0) this.#handle({ kind: 'dependencies-ready' });
      else this.#context.wake(unmet);
    });
  }

  atRest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      const { phase } = this.#life;
      if (phase.kind === 'ending' && phase.after.kind === 'stop') return;
      this.#onRest.delete(look);
      resolve();
    };
    this.#onRest.add(look);
    look();
    return promise;
  }

  /** At a quit, one that is configured to run on is let go of instead of ended. */
  get #mayRunOn(): boolean {
    const { phase } = this.#life;
    const isQuit = phase.kind === 'ending' && phase.after.kind === 'stop' && phase.after.why === 'closing';
    // Elsewhere the next start could not tell it from a stranger.
    const isKnownAgain = process.platform === 'linux';
    return isQuit && isKnownAgain && this.#config.keepRunning && this.#config.transport === 'http';
  }

  #handle(event: Event): void {
    const { clock, random } = this.#context;
    const before = this.#life;
    const step = next(before, event, {
      nowMs: clock.monotonic(),
      random: random(),
      restart: this.#config.restart,
      onHang: this.#config.liveness.onHang,
      isRemote: this.#config.command === '',
    });
    this.#life = step.life;
    // What is done comes before what is told, so that nothing that goes wrong in telling can keep a process alive.
    for (const effect of step.effects) if (effect.kind !== 'tell') this.#carryOut(effect);
    this.#context.onStep(this, before, event);
    for (const effect of step.effects) if (effect.kind === 'tell') this.#carryOut(effect);
    this.look();
    this.#watchForMend();
    for (const look of [...this.#onRest]) look();
    // A server waits for a moment before each start, which would only flicker.
    const isState = before.phase.kind !== step.life.phase.kind && step.life.phase.kind !== 'waiting';
    this.#context.onChange(this, isState);
  }

  /** What can't be started as it is may be mended by a change of PATH or a file. */
  #watchForMend(): void {
    const { phase } = this.#life;
    // What has no value is given one in the configuration or beside it, which is looked at elsewhere.
    const isWatched =
      phase.kind === 'failed' &&
      phase.failure.permanent &&
      phase.failure.problem.code !== 'missing-value' &&
      this.#config.command !== '';
    if (!isWatched) {
      this.#mendWatch?.close();
      this.#mendWatch = null;
      return;
    }
    const { name: server, command, args, env, cwd } = this.#config;
    this.#mendWatch ??= this.#context.processes.watchForMend(
      { server, command, args, env, cwd },
      (what) => this.#handle({ kind: 'mended', what }),
      // A process that ran may itself have changed what its command line names.
      { since: phase.failure.exit === null ? 'launch' : 'now' },
    );
  }

  #carryOut(effect: Effect): void {
    const { gate, clock } = this.#context;
    switch (effect.kind) {
      case 'ask-slot':
        gate.ask(this.key, effect, () => {
          this.#cancelSlotTimer = clock.after(SLOT_MS, () => gate.free(this.key));
          // Not in the middle of the step that asked.
          queueMicrotask(() => this.#handle({ kind: 'slot' }));
        });
        break;
      case 'free-slot':
        this.#cancelSlotTimer?.();
        gate.free(this.key);
        break;
      case 'launch':
        this.#launch(effect.run, effect.discover);
        break;
      case 'end':
        void this.#end(effect.run, effect.manner);
        break;
      case 'hurry':
        void this.#run?.stop('polite');
        break;
      case 'set-timer':
        this.#cancelTimer?.();
        this.#cancelTimer = clock.after(effect.ms, () => this.#onTimer(effect.event));
        break;
      case 'clear-timer':
        this.#cancelTimer?.();
        this.#cancelTimer = null;
        break;
      case 'tell':
        this.#context.onFact(this, effect.fact);
        break;
      default:
        assertNever(effect);
    }
  }

  #onTimer(event: 'start-due' | 'settled'): void {
    if (event === 'start-due') {
      this.#handle({ kind: 'start-due' });
      return;
    }
    // Settled means that it answers, not only that it is there.
    if ((this.#run?.liveness?.missed ?? 0) > 0) {
      const { intervalMs } = this.#config.liveness;
      this.#carryOut({ kind: 'set-timer', event: 'settled', ms: intervalMs });
      return;
    }
    this.#handle({ kind: 'settled', run: this.#life.memory.run });
  }

  #launch(run: number, discover: boolean): void {
    this.#sample = null;
    const { onNotification, onRequest, onNegotiated } = this.#context;
    const spec = { instance: this.instance, run, discover, client: this.#client };
    this.#run = startRun(this.#context, () => this.#config, spec, {
      onLaunchFailed: (failure) => this.#handle({ kind: 'launch-failed', run, failure }),
      onReady: ({ era }, startMs) => {
        this.#handle({ kind: 'handshake-done', run, startMs, legacy: era === 'legacy' });
        if (this.isReady) onNegotiated(this);
      },
      onReopened: () => onNegotiated(this),
      onNotification,
      onRequest,
      onHandshakeFailed: (failure) => this.#handle({ kind: 'handshake-failed', run, failure }),
      onLastExit: (exit) => {
        this.#lastExit = exit;
        this.#context.onExit(this);
      },
      onExited: (failure, unheard) => this.#handle({ kind: 'exited', run, failure, unheard }),
      onHung: () => {
        const { misses, timeoutMs } = this.#config.liveness;
        this.#handle({ kind: 'hung', run, failure: hangFailure(misses, timeoutMs) });
      },
      onAnswersAgain: () => this.#handle({ kind: 'answers-again', run }),
      memoryFacts: () => ({ memoryBytes: this.#sample?.memoryBytes ?? null, freeBytes: this.#freeBytes }),
      onChange: () => this.#context.onChange(this),
    });
  }

  /** Where the machine's processes can't be looked at, nothing is known to be gone: it counts as left. */
  async #stopRun(
    run: ServerRun | null,
    manner: 'polite' | 'hung' | 'swept',
  ): Promise<Pick<StopReport, 'outcome' | 'left'> | null> {
    try {
      return (await run?.stop(manner)) ?? null;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#context.onFault(
        `${this.key} could not be looked after while it is ended: ${why}. It is tried again.`,
      );
      return { outcome: 'left', left: run?.pid == null ? [] : [run.pid] };
    }
  }

  async #end(run: number, manner: 'polite' | 'hung' | 'swept'): Promise<void> {
    const ending = this.#run;
    let killed = false;
    if (this.#mayRunOn) {
      ending?.release();
      this.#run = null;
      // Not in the middle of the step that asked.
      await Promise.resolve();
      this.#handle({ kind: 'gone', run, kept: true });
      return;
    }
    for (let told = false; ; told = true) {
      const report = await this.#stopRun(ending, manner);
      killed ||= report?.outcome === 'kill';
      if (report === null || report.left.length === 0) break;
      // Nothing may be launched beside it, so it stays "ending".
      if (!told) this.#context.onFact(this, { kind: 'left', pids: report.left });
      await wait(this.#context.clock, LEFT_RETRY_MS);
    }
    this.#sample = null;
    this.#run = null;
    this.#handle({ kind: 'gone', run, killed });
  }
}

function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
