import type { ServerConfig } from '../../configuration/configuration.ts';
import type { ClientIdentity, Negotiated } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import { type Idle, watchIdle } from '../idle.ts';
import type { StartCause, StopWhy } from '../life.ts';
import { type ServerContext, SupervisedServer } from '../supervised-server.ts';
import type { Lane, UpstreamEvents } from '../upstream.ts';
import { createWay, type HeldWay } from '../ways/way.ts';

/** What a lane needs of the server that it belongs to. */
export interface LaneHost {
  readonly clock: Clock;
  readonly context: Omit<ServerContext, 'onNegotiated' | 'onNotification' | 'onRequest'>;
  readonly events: UpstreamEvents;
  /** Why a process can't take requests, in a clause; null when waiting is worth it. */
  readonly refusalOf: (server: SupervisedServer) => string | null;
  /** The process that all clients share: where it opens the URL that a lane connects to, nothing goes before it. */
  readonly share: { readonly isReady: () => boolean; readonly refusal: () => string | null };
  /** Whether requests wait, because the process is about to be replaced. */
  readonly isHeld: () => boolean;
  readonly onNegotiated: (handshake: Negotiated) => void;
  /** It was used, or figures of its queue have changed. */
  readonly onUse: (lastUsedMs: number | null) => void;
  /** Nothing of it is left after {@link Lane.close}. */
  readonly onGone: (lane: ClientLane) => void;
}

/**
 * The way of a single client to a process of its own. A server by URL has one process at the most: there a lane is a
 * connection of its own.
 */
export class ClientLane implements Lane {
  readonly server: SupervisedServer;
  readonly #host: LaneHost;
  readonly #way: HeldWay;
  readonly #idle: Idle;
  #config: ServerConfig;
  /** As it is configured, a process that opens a port included. */
  #whole: ServerConfig;
  #handshake: Negotiated | null = null;
  #isClosed = false;

  constructor(
    config: ServerConfig,
    host: LaneHost,
    start: {
      readonly client: ClientIdentity;
      readonly instance: number;
      /** Why it does not start with the first request; `idle` when it does. */
      readonly stopped: StopWhy;
      /** Why it never takes any, in a clause; null when it does. */
      readonly refusal: string | null;
    },
  ) {
    this.#whole = config;
    this.#config = ofLane(config);
    this.#host = host;
    const { client, instance, stopped } = start;
    this.server = new SupervisedServer(this.#config, this.#context(), { client, instance, stopped });
    this.#way = createWay({
      clock: host.clock,
      config: () => this.#config,
      servers: () => [this.server],
      handshake: () => this.#handshake,
      isHeld: host.isHeld,
      onDemand: () => this.server.tell({ kind: 'demand' }),
      refusal: () =>
        start.refusal ?? (this.#needsShare() ? host.share.refusal() : null) ?? host.refusalOf(this.server),
      onChange: () => {
        this.#idle.look();
        host.onUse(this.#way.broker.lastUsedMs);
      },
      onBusy() {},
    });
    this.#idle = watchIdle({
      clock: host.clock,
      idleStopMs: () => this.#config.idleStopMs,
      lastUsedMs: () => this.#way.broker.lastUsedMs,
      readySinceMs: () => {
        const { phase } = this.server.life;
        return phase.kind === 'ready' ? phase.sinceMs : null;
      },
      isBusy: () => this.#way.isBusy,
      onIdle: () => this.server.tell({ kind: 'idle' }),
    });
  }

  get handshake(): Negotiated | null {
    return this.#handshake;
  }

  get isReady(): boolean {
    return this.#way.isReady;
  }

  get inFlight(): number {
    return this.#way.broker.inFlight;
  }

  get queued(): number {
    return this.#way.broker.queued;
  }

  known: Lane['known'] = (timeoutMs, signal) => this.#way.known(timeoutMs, signal);
  request: Lane['request'] = (input) => this.#way.request(input);
  notify: Lane['notify'] = (method, params) => this.#way.notify(method, params);
  listen: Lane['listen'] = (filter) => this.#way.listen(filter);

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#idle.close();
    this.#way.close();
    void this.server.stop('client-left').then(() => this.#host.onGone(this));
  }

  look(): void {
    this.#way.look();
    this.#idle.look();
    this.server.look();
  }

  update(config: ServerConfig): void {
    this.#whole = config;
    this.#config = ofLane(config);
    this.server.update(this.#config);
    this.#idle.look();
  }

  /** The next request may start it, whatever it was stopped for. */
  rest(): void {
    if (!this.#isClosed && !this.server.isWanted) void this.server.stop('idle');
  }

  restart(cause: StartCause, because: string | null = null): void {
    if (this.#isClosed) return;
    if (this.server.isWanted) this.server.restart(cause, because);
    else this.rest();
  }

  /** Resolves when nothing of its process is left. */
  stop(why: StopWhy): Promise<void> {
    return this.server.stop(why);
  }

  /** No request is taken any more; its process is stopped by who calls this. */
  shutDown(): void {
    this.#isClosed = true;
    this.#idle.close();
    this.#way.close();
  }

  #context(): ServerContext {
    const { context, events, onNegotiated } = this.#host;
    return {
      ...context,
      unmet: (server) => [...context.unmet(server), ...(this.#needsShare() ? [server.config.name] : [])],
      onNegotiated: (server) => {
        const handshake = server.run?.negotiated;
        if (handshake == null) return;
        this.#handshake = handshake;
        onNegotiated(handshake);
        this.#way.onNegotiated(server);
        events.onReady(server.config.name, this, handshake);
      },
      onNotification: (method, params) => events.onNotification(this.#config.name, this, method, params),
      onRequest: (request) => events.onRequest(this.#config.name, this, request),
    };
  }

  #needsShare(): boolean {
    const { transport, command } = this.#whole;
    return transport === 'http' && command !== '' && !this.#host.share.isReady();
  }
}

/** A port can be opened by one process alone. */
function ofLane(config: ServerConfig): ServerConfig {
  return config.transport === 'http'
    ? { ...config, command: '', instances: null }
    : { ...config, instances: null };
}
