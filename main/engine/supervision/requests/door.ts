import type { CallAnswer, SessionCall } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';

/** One process, or one connection, that can take requests. */
export interface BrokerInstance {
  /** Counts from 1. */
  readonly instance: number;
  readonly isReady: boolean;
  /** All that it works on, by whatever way it came. */
  readonly inFlight: number;
  /** Never rejects. */
  request(call: SessionCall): Promise<CallAnswer>;
}

/**
 * How long an instance that lost a request gets no other. The pipe of a dead process closes before its end is known:
 * without this, a whole queue would run into it.
 */
const HOLD_MS = 500;

/** The way to the instances of one server: which one gets the next request. */
export interface Door {
  someReady(): boolean;
  /** The ready one with the fewest requests, of equals the one that has been idle for longest; null when all are full. */
  choose(concurrency: number | null): BrokerInstance | null;
  /** It gets a request. What was sent from here counts at once, even where the instance is late to count it. */
  begin(instance: BrokerInstance): void;
  /** A request of it is over; `isLost` when it could not be answered, for its connection is closed. */
  end(instance: BrokerInstance, isLost: boolean): void;
  /** Instances have changed: one that is not ready is held off no longer, for it comes back as another process. */
  look(): void;
  close(): void;
}

interface Turns {
  inFlight: number;
  lastEndMs: number;
  /** Not null while it is held off: cancels the timer that ends it. */
  cancelHold: (() => void) | null;
}

/** `onOpen` is told when one that was held off may get requests again. */
export function createDoor(options: {
  readonly clock: Clock;
  readonly instances: () => readonly BrokerInstance[];
  readonly onOpen: () => void;
}): Door {
  const { clock, instances, onOpen } = options;
  const byInstance = new Map<number, Turns>();
  let holds = 0;
  let isClosed = false;

  function turnsOf({ instance }: BrokerInstance): Turns {
    const known = byInstance.get(instance);
    if (known !== undefined) return known;
    const fresh: Turns = { inFlight: 0, lastEndMs: Number.NEGATIVE_INFINITY, cancelHold: null };
    byInstance.set(instance, fresh);
    return fresh;
  }

  function holdOff(turns: Turns): void {
    endHold(turns);
    holds += 1;
    turns.cancelHold = clock.after(HOLD_MS, () => {
      endHold(turns);
      onOpen();
    });
  }

  function endHold(turns: Turns): void {
    if (turns.cancelHold === null) return;
    holds -= 1;
    turns.cancelHold();
    turns.cancelHold = null;
  }

  return {
    someReady() {
      for (const { isReady } of instances()) if (isReady) return true;
      return false;
    },
    choose(concurrency) {
      let best: BrokerInstance | null = null;
      let bestLoad = 0;
      let bestEndMs = 0;
      for (const one of instances()) {
        if (!one.isReady) continue;
        const turns = turnsOf(one);
        if (turns.cancelHold !== null) continue;
        const load = Math.max(one.inFlight, turns.inFlight);
        if (concurrency !== null && load >= concurrency) continue;
        if (best !== null && (load > bestLoad || (load === bestLoad && turns.lastEndMs >= bestEndMs)))
          continue;
        best = one;
        bestLoad = load;
        bestEndMs = turns.lastEndMs;
      }
      return best;
    },
    begin(instance) {
      turnsOf(instance).inFlight += 1;
    },
    end(instance, isLost) {
      const turns = turnsOf(instance);
      turns.inFlight -= 1;
      turns.lastEndMs = clock.monotonic();
      if (isLost && !isClosed && instance.isReady) holdOff(turns);
    },
    look() {
      if (holds === 0) return;
      const ready = new Set(instances().flatMap((one) => (one.isReady ? [one.instance] : [])));
      for (const [instance, turns] of byInstance) if (!ready.has(instance)) endHold(turns);
    },
    close() {
      isClosed = true;
      for (const turns of byInstance.values()) endHold(turns);
    },
  };
}
