import type { CallAnswer, SessionCall } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import { sayDuration } from '../wording.ts';
import { type BrokerInstance, createDoor } from './door.ts';
import { gatherChanges } from './gather.ts';

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
      /** How often it was sent again because who worked on it had ended. */
      readonly retries: number;
    }
  /** Nobody can take it, or who took it ended: whether the server did the work is unknown where it was sent. */
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
  /** It leaves the queue for this instance; again where it is carried to another. Must not throw. */
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

export interface BrokerSettings {
  /** For each instance; null is no bound. */
  readonly concurrency: number | null;
  /** More than so many waiting requests are refused. */
  readonly queueMax: number;
  /** How often one that may be repeated is sent in all; 1 repeats nothing. */
  readonly attempts: number;
}

export interface BrokerOptions {
  readonly clock: Clock;
  /** Read at each decision. */
  readonly settings: () => BrokerSettings;
  readonly instances: () => readonly BrokerInstance[];
  /** Whether all requests wait, because who would take them is about to be replaced. */
  readonly isHeld?: (() => boolean) | undefined;
  /** A request waits and no instance is ready. Told again at each {@link Broker.look} while that is so. */
  readonly onDemand: () => void;
  /** Why none will be ready before somebody does something, in a clause; null when it is worth waiting. */
  readonly refusal: () => string | null;
  /** `inFlight`, `queued` or `lastUsedMs` changed: the first after a calm, then four times a second at the most. */
  readonly onChange: () => void;
  /** All that are ready are busy, and a request begins to wait. */
  readonly onBusy: () => void;
}

/** A request that is not over. */
interface Asked {
  readonly input: BrokerRequest;
  readonly sinceMs: number;
  /** How often it was sent before. */
  readonly sent: number;
}

interface Waiting extends Asked {
  readonly resolve: (outcome: BrokerOutcome | Promise<BrokerOutcome>) => void;
  /** Ends the timer and the listener that it waits with. */
  readonly dispose: () => void;
}

/** Figures for people: more often would be a flicker, and dear at ten thousand requests a second. */
const TELL_EACH_MS = 250;

export function createBroker(options: BrokerOptions): Broker {
  const { clock } = options;
  const door = createDoor({ clock, instances: options.instances, onOpen: look });
  const changes = gatherChanges(clock, TELL_EACH_MS, options.onChange);
  /** Those that were lost with their instance and go on elsewhere; they came before all of the queue. */
  const carried = new Set<Waiting>();
  /** In the order they came. */
  const queue = new Set<Waiting>();
  let inFlight = 0;
  let lastUsedMs: number | null = null;
  let isClosed = false;
  let isLooking = false;
  let isToLookAgain = false;

  function refusalNow(): string | null {
    if (isClosed) return 'it is being shut down';
    return door.someReady() ? null : options.refusal();
  }

  function choose(): BrokerInstance | null {
    return options.isHeld?.() === true ? null : door.choose(options.settings().concurrency);
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
        if (carried.size + queue.size === 0) continue;
        if (giveTurns(carried)) giveTurns(queue);
        refuseAll();
        if (carried.size + queue.size === 0 || isDemandTold || door.someReady()) continue;
        isDemandTold = true;
        options.onDemand();
      }
    } finally {
      isLooking = false;
    }
  }

  /** False when no turn is left. */
  function giveTurns(waitings: Set<Waiting>): boolean {
    for (const waiting of waitings) {
      const leftMs = waiting.sinceMs + waiting.input.timeoutMs - clock.monotonic();
      if (leftMs <= 0) {
        leave(waiting, outOfTime(waiting.input, door.someReady()));
        continue;
      }
      const instance = choose();
      if (instance === null) return false;
      leave(waiting, carry(instance, waiting, leftMs));
    }
    return true;
  }

  function refuseAll(): void {
    const refusal = carried.size + queue.size === 0 ? null : refusalNow();
    if (refusal === null) return;
    for (const waiting of [...carried, ...queue]) leave(waiting, unavailable(refusal, waiting.sent > 0));
  }

  function leave(waiting: Waiting, outcome: BrokerOutcome | Promise<BrokerOutcome>): void {
    carried.delete(waiting);
    queue.delete(waiting);
    waiting.dispose();
    waiting.resolve(outcome);
    changes.note();
  }

  function carry(instance: BrokerInstance, asked: Asked, timeoutMs: number): Promise<BrokerOutcome> {
    const { input } = asked;
    const turnMs = clock.monotonic();
    inFlight += 1;
    door.begin(instance);
    input.onSent?.(instance.instance);
    const call =
      timeoutMs === input.timeoutMs ? input : withTimeLeft(input, timeoutMs, turnMs - asked.sinceMs);
    return instance.request(call).then(
      (answer) => {
        over(instance, input, answer.kind === 'closed');
        const outcome =
          answer.kind === 'closed'
            ? lost(asked, answer.wasSent !== false)
            : toOutcome(answer, asked, { instance: instance.instance, turnMs, nowMs: clock.monotonic() });
        if (carried.size + queue.size > 0) look();
        return outcome;
      },
      (fault: unknown) => {
        over(instance, input, false);
        look();
        throw fault;
      },
    );
  }

  function over(instance: BrokerInstance, input: BrokerRequest, isLost: boolean): void {
    inFlight -= 1;
    door.end(instance, isLost);
    noteUse(input, clock.monotonic());
    changes.note();
  }

  function noteUse({ isUse }: BrokerRequest, nowMs: number): void {
    if (isUse !== false) lastUsedMs = nowMs;
  }

  /** Who worked on it has ended, or could not be given it. It goes on where that is safe. */
  function lost({ input, sinceMs, sent }: Asked, wasSent: boolean): BrokerOutcome | Promise<BrokerOutcome> {
    const tries = wasSent ? sent + 1 : sent;
    const mayGoOn = !wasSent || (input.repeatable === true && tries < options.settings().attempts);
    const leftMs = sinceMs + input.timeoutMs - clock.monotonic();
    if (isClosed || !mayGoOn || leftMs <= 0 || input.signal?.aborted === true)
      return unavailable('it ended while it worked on the request', tries > 0);
    return enqueue({ input, sinceMs, sent: tries }, carried, leftMs);
  }

  function enqueue(asked: Asked, waitings: Set<Waiting>, leftMs: number): Promise<BrokerOutcome> {
    const { input } = asked;
    const { promise, resolve } = Promise.withResolvers<BrokerOutcome>();
    function end(outcome: BrokerOutcome): void {
      noteUse(input, clock.monotonic());
      leave(waiting, outcome);
      look();
    }
    const onAbort = (): void => end({ kind: 'cancelled' });
    const cancelTimer = clock.after(leftMs, () => end(outOfTime(input, door.someReady())));
    input.signal?.addEventListener('abort', onAbort);
    const waiting: Waiting = {
      ...asked,
      resolve,
      dispose() {
        cancelTimer();
        input.signal?.removeEventListener('abort', onAbort);
      },
    };
    waitings.add(waiting);
    changes.note();
    return promise;
  }

  return {
    request(input) {
      if (input.signal?.aborted === true) return Promise.resolve({ kind: 'cancelled' });
      const nowMs = clock.monotonic();
      const asked = { input, sinceMs: nowMs, sent: 0 };
      const { queueMax } = options.settings();
      // The way of nearly all: nobody waits, and somebody is free.
      const instance = isClosed ? null : choose();
      if (instance !== null && carried.size + queue.size === 0) {
        noteUse(input, nowMs);
        const outcome = carry(instance, asked, input.timeoutMs);
        changes.note();
        return outcome;
      }
      const refusal = instance === null ? refusalNow() : null;
      if (refusal !== null) return Promise.resolve(unavailable(refusal, false));
      if (queue.size >= queueMax && instance === null)
        return Promise.resolve(unavailable(`its queue is full: ${queue.size} requests wait already`, false));
      noteUse(input, nowMs);
      const outcome = enqueue(asked, queue, input.timeoutMs);
      look();
      if (queue.size === 1 && door.someReady()) options.onBusy();
      return outcome;
    },
    look() {
      door.look();
      look();
    },
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return carried.size + queue.size;
    },
    get lastUsedMs() {
      return lastUsedMs;
    },
    close() {
      isClosed = true;
      door.close();
      look();
      changes.close();
    },
  };
}

function withTimeLeft(input: BrokerRequest, timeoutMs: number, waitedMs: number): BrokerRequest {
  const { maxMs } = input;
  return { ...input, timeoutMs, maxMs: maxMs === undefined ? undefined : Math.max(1, maxMs - waitedMs) };
}

function unavailable(message: string, wasSent: boolean): BrokerOutcome {
  return { kind: 'unavailable', message, wasSent };
}

function outOfTime({ timeoutMs }: BrokerRequest, someReady: boolean): BrokerOutcome {
  const what = someReady ? 'was busy with other requests' : 'was not ready';
  return { kind: 'timeout', message: `it ${what} for ${sayDuration(timeoutMs)}` };
}

function toOutcome(
  answer: Exclude<CallAnswer, { kind: 'closed' }>,
  { input, sinceMs, sent }: Asked,
  turn: { readonly instance: number; readonly turnMs: number; readonly nowMs: number },
): BrokerOutcome {
  switch (answer.kind) {
    case 'result':
    case 'error':
      return {
        kind: 'answered',
        answer,
        instance: turn.instance,
        queuedMs: turn.turnMs - sinceMs,
        ms: turn.nowMs - sinceMs,
        retries: sent,
      };
    case 'timeout': {
      const { method, timeoutMs } = input;
      return { kind: 'timeout', message: `it did not answer ${method} within ${sayDuration(timeoutMs)}` };
    }
    case 'cancelled':
      return { kind: 'cancelled' };
    default:
      return answer satisfies never;
  }
}
