import type { ServerConfig } from '../../configuration/configuration.ts';
import type { ListenFilter, Negotiated } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import { type Broker, type BrokerInstance, createBroker } from '../requests/broker.ts';
import type { ServerRun } from '../server-run.ts';
import type { Known, Way } from '../upstream.ts';
import { sayDuration } from '../wording.ts';

/** One process on the way. */
export interface WayServer extends BrokerInstance {
  /** Null while none is launched. */
  readonly run: Pick<ServerRun, 'notify' | 'listen'> | null;
}

/** A {@link Way} as its owner holds it. */
export interface HeldWay extends Way {
  readonly broker: Broker;
  /** Somebody waits: requests, or {@link Way.known}. */
  readonly isBusy: boolean;
  /** To be called when a process became ready or ended, its state changed, or the settings did. */
  look(): void;
  /** A process has done its handshake, the first one or a later one. */
  onNegotiated(server: WayServer): void;
  /** Refuses all that waits and all that comes. */
  close(): void;
}

interface Waiter {
  settle(known: Known): void;
}

/** The way to some processes of one server, with the queue of what clients ask of them. */
export function createWay(options: {
  readonly clock: Clock;
  readonly config: () => Pick<ServerConfig, 'instances' | 'limits' | 'retry'>;
  readonly servers: () => readonly WayServer[];
  readonly handshake: () => Negotiated | null;
  /** Whether requests wait, although a process is ready. */
  readonly isHeld?: (() => boolean) | undefined;
  /** Somebody waits and no process is ready; told again at each look while that is so. */
  readonly onDemand: () => void;
  /** Why none will be ready before somebody does something, in a clause; null when it is worth waiting. */
  readonly refusal: () => string | null;
  /** Figures of the broker have changed. */
  readonly onChange: () => void;
  /** All processes that are ready are busy, and a request begins to wait. */
  readonly onBusy: () => void;
}): HeldWay {
  const { clock, config, servers, handshake, onDemand } = options;
  const waiters = new Set<Waiter>();
  let filter: ListenFilter | null = null;
  let isClosed = false;
  const broker = createBroker({
    clock,
    settings: () => {
      const { instances, limits, retry } = config();
      return {
        concurrency: instances?.concurrency ?? limits.inFlight,
        queueMax: limits.queue,
        attempts: retry?.attempts ?? 1,
      };
    },
    instances: servers,
    isHeld: options.isHeld,
    onDemand,
    refusal: options.refusal,
    onChange: options.onChange,
    onBusy: options.onBusy,
  });

  function someReady(): boolean {
    return servers().some(({ isReady }) => isReady);
  }

  /** What can be said at once; null when it has to be waited for. */
  function knownNow(): Known | null {
    const value = handshake();
    if (value !== null) return { kind: 'known', handshake: value };
    if (isClosed) return unavailable('it is being shut down');
    const refusal = someReady() ? null : options.refusal();
    return refusal === null ? null : unavailable(refusal);
  }

  function lookAtWaiters(): void {
    if (waiters.size === 0) return;
    const known = knownNow();
    if (known !== null) for (const { settle } of [...waiters]) settle(known);
    else if (!someReady()) onDemand();
  }

  function wait(timeoutMs: number, signal: AbortSignal | undefined): Promise<Known> {
    const { promise, resolve } = Promise.withResolvers<Known>();
    const onAbort = (): void => waiter.settle(unavailable('nobody waits for it any more'));
    const waiter: Waiter = {
      settle(known) {
        cancel();
        signal?.removeEventListener('abort', onAbort);
        waiters.delete(waiter);
        resolve(known);
      },
    };
    const cancel = clock.after(timeoutMs, () =>
      waiter.settle(unavailable(`it was not ready within ${sayDuration(timeoutMs)}`)),
    );
    signal?.addEventListener('abort', onAbort);
    waiters.add(waiter);
    lookAtWaiters();
    return promise;
  }

  return {
    broker,
    get handshake() {
      return handshake();
    },
    get isReady() {
      return someReady();
    },
    get isBusy() {
      return broker.inFlight + broker.queued + waiters.size > 0;
    },
    async known(timeoutMs, signal) {
      if (signal?.aborted === true) return unavailable('nobody waits for it any more');
      return knownNow() ?? (await wait(timeoutMs, signal));
    },
    request: (input) => broker.request(input),
    notify(method, params) {
      for (const server of servers()) if (server.isReady) server.run?.notify(method, params);
    },
    listen(wanted) {
      filter = wanted;
      for (const server of servers()) if (server.isReady) server.run?.listen(wanted);
    },
    look() {
      broker.look();
      lookAtWaiters();
    },
    onNegotiated({ run }) {
      if (filter !== null) run?.listen(filter);
      lookAtWaiters();
    },
    close() {
      isClosed = true;
      broker.close();
      lookAtWaiters();
    },
  };
}

function unavailable(message: string): Known {
  return { kind: 'unavailable', message };
}
