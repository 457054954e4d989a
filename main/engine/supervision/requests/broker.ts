import type { CallAnswer, SessionCall } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import { sayDuration } from '../wording.ts';
import { type BrokerInstance, createDoor } from './door.ts';

export type { BrokerInstance };

/** Messages are clauses about the server as "it". */
export type BrokerOutcome =
  | {
      readonly kind: 'answered';
      /** The server's own, be it a result or an error. */
      readonly answer: Extract<CallAnswer, { kind: 'result' | 'error' }>;
      readonly instance: number;
      /** How long it waited for a start and for its turn. */
      readonly queuedMs: number;
      /** From the request to the answer. */
      readonly ms: number;
    }
  /** Nobody can take it, or who took it ended: whether the server did the work is then unknown. */
  | { readonly kind: 'unavailable'; readonly message: string; readonly wasSent?: boolean }
  | { readonly kind: 'timeout'; readonly message: string }
  | { readonly kind: 'cancelled' };

export interface BrokerRequest extends SessionCall {
  /**
   * For start, queue and answer together. What is left of it when the server gets the request starts anew with each
   * progress.
   */
  readonly timeoutMs: number;
  /** Sending it twice does no harm: where the process that worked on it ended, it goes to the next one. */
  readonly repeatable?: boolean | undefined;
  /** It leaves the queue for this instance; again where it is carried to another. */
  readonly onSent?: ((instance: number) => void) | undefined;
}

/** Brings the requests for one server to its instances, one turn each, in the order they came. */
export interface Broker {
  /** Rejects only when an instance does, which would be a fault. */
  request(input: BrokerRequest): Promise<BrokerOutcome>;
  /** To be called when an instance became ready or ended, its state changed, or the settings did. */
  look(): void;
  readonly inFlight: number;
  readonly queued: number;
  /** Begin or end of the latest use by a client, monotonic milliseconds; null before the first. */
  readonly lastUsedMs: number | null;
  /** Refuses what waits and all that comes. What is in flight ends with its instance. */
  close(): void;
}

export interface BrokerOptions {
  readonly clock: Clock;
  /** Read at each decision. */
  readonly settings: () => {
    /** For each instance; null is no bound. */
    readonly concurrency: number | null;
    /** More than so many waiting requests are refused; 1,000 in the engine. */
    readonly queueMax: number;
  };
  readonly instances: () => readonly BrokerInstance[];
  /** A request waits and no instance is ready. Told again at each {@link Broker.look} while that is so. */
  readonly onDemand: () => void;
  /** Why none will be ready before somebody does something, in a clause; null when it is worth waiting. */
  readonly refusal: () => string | null;
  /** `inFlight`, `queued` or `lastUsedMs` changed. */
  readonly onChange: () => void;
}

interface Waiting {
  readonly input: BrokerRequest;
  readonly sinceMs: number;
  readonly resolve: (outcome: BrokerOutcome | Promise<BrokerOutcome>) => void;
  /** Ends the timer and the listener that it waits with. */
  readonly dispose: () => void;
}

export function createBroker(options: BrokerOptions): Broker {
  const { clock } = options;
  const door = createDoor({ clock, instances: options.instances, onOpen: look });
  /** In the order they came. */
  const queue = new Set<Waiting>();
  let inFlight = 0;
  let lastUsedMs: number | null = null;
  let isClosed = false;
  let isLooking = false;
  let isToLookAgain = false;
  let told = '';

  function refusalNow(): string | null {
    if (isClosed) return 'it is being shut down';
    return door.someReady() ? null : options.refusal();
  }

  /** Gives out turns and refuses what waits in vain. */
  function look(): void {
    // Whoever is told below may look in turn; the look that runs sees to that.
    isToLookAgain = true;
    if (isLooking) return;
    isLooking = true;
    let isDemandTold = false;
    try {
      while (isToLookAgain) {
        isToLookAgain = false;
        giveTurns();
        const refusal = refusalNow();
        if (refusal !== null) for (const waiting of queue) leave(waiting, unavailable(refusal));
        if (queue.size === 0 || isDemandTold || door.someReady()) continue;
        isDemandTold = true;
        options.onDemand();
      }
    } finally {
      isLooking = false;
    }
    const figures = [inFlight, queue.size, lastUsedMs].join();
    if (figures === told) return;
    told = figures;
    options.onChange();
  }

  function giveTurns(): void {
    for (const waiting of queue) {
      const leftMs = waiting.sinceMs + waiting.input.timeoutMs - clock.monotonic();
      if (leftMs <= 0) {
        leave(waiting, outOfTime(waiting.input, door.someReady()));
        continue;
      }
      const instance = door.choose(options.settings().concurrency);
      if (instance === null) return;
      leave(waiting, carry(instance, waiting, leftMs));
    }
  }

  function leave(waiting: Waiting, outcome: BrokerOutcome | Promise<BrokerOutcome>): void {
    queue.delete(waiting);
    waiting.dispose();
    waiting.resolve(outcome);
  }

  async function carry(
    instance: BrokerInstance,
    { input, sinceMs }: Waiting,
    timeoutMs: number,
  ): Promise<BrokerOutcome> {
    const turnMs = clock.monotonic();
    inFlight += 1;
    try {
      const answer = await door.send(instance, { ...input, timeoutMs });
      const nowMs = clock.monotonic();
      const times = { queuedMs: turnMs - sinceMs, ms: nowMs - sinceMs };
      return toOutcome(answer, input, { instance: instance.instance, ...times });
    } finally {
      inFlight -= 1;
      lastUsedMs = clock.monotonic();
      look();
    }
  }

  function enqueue(input: BrokerRequest): Promise<BrokerOutcome> {
    const { promise, resolve } = Promise.withResolvers<BrokerOutcome>();
    function end(outcome: BrokerOutcome): void {
      lastUsedMs = clock.monotonic();
      leave(waiting, outcome);
      look();
    }
    const onAbort = (): void => end({ kind: 'cancelled' });
    const cancelTimer = clock.after(input.timeoutMs, () => end(outOfTime(input, door.someReady())));
    input.signal?.addEventListener('abort', onAbort);
    const waiting: Waiting = {
      input,
      sinceMs: clock.monotonic(),
      resolve,
      dispose() {
        cancelTimer();
        input.signal?.removeEventListener('abort', onAbort);
      },
    };
    queue.add(waiting);
    return promise;
  }

  return {
    async request(input) {
      if (input.signal?.aborted === true) return { kind: 'cancelled' };
      const refusal = refusalNow();
      if (refusal !== null) return unavailable(refusal);
      const { concurrency, queueMax } = options.settings();
      if (queue.size >= queueMax && door.choose(concurrency) === null) {
        return unavailable(`its queue is full: ${queue.size} requests wait already`);
      }
      lastUsedMs = clock.monotonic();
      const outcome = enqueue(input);
      look();
      return await outcome;
    },
    look() {
      door.look();
      look();
    },
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return queue.size;
    },
    get lastUsedMs() {
      return lastUsedMs;
    },
    close() {
      isClosed = true;
      door.close();
      look();
    },
  };
}

function unavailable(message: string): BrokerOutcome {
  return { kind: 'unavailable', message };
}

function outOfTime({ timeoutMs }: BrokerRequest, someReady: boolean): BrokerOutcome {
  const what = someReady ? 'was busy with other requests' : 'was not ready';
  return { kind: 'timeout', message: `it ${what} for ${sayDuration(timeoutMs)}` };
}

/** Where a call that was lost with its instance could be carried to another one, were it known to be safe. */
function toOutcome(
  answer: CallAnswer,
  { method, timeoutMs }: BrokerRequest,
  turn: { readonly instance: number; readonly queuedMs: number; readonly ms: number },
): BrokerOutcome {
  switch (answer.kind) {
    case 'result':
    case 'error':
      return { kind: 'answered', answer, ...turn };
    case 'timeout':
      return { kind: 'timeout', message: `it did not answer ${method} within ${sayDuration(timeoutMs)}` };
    case 'closed':
      return unavailable('it ended while it worked on the request');
    case 'cancelled':
      return { kind: 'cancelled' };
    default:
      return answer satisfies never;
  }
}
