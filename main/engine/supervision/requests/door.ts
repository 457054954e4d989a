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
  send(instance: BrokerInstance, call: SessionCall): Promise<CallAnswer>;
  /** Instances have changed: one that is not ready is held off no longer, for it comes back as another process. */
  look(): void;
  close(): void;
}

/** `onOpen` is told when one that was held off may get requests again. */
export function createDoor(options: {
  readonly clock: Clock;
  readonly instances: () => readonly BrokerInstance[];
  readonly onOpen: () => void;
}): Door {
  const { clock, instances, onOpen } = options;
  const inFlight = new Map<number, number>();
  const lastEndMs = new Map<number, number>();
  /** With what cancels the timer that ends it. */
  const heldOff = new Map<number, () => void>();
  let isClosed = false;

  // What was sent from here counts at once, even where the instance is late to count it.
  const load = (one: BrokerInstance): number => Math.max(one.inFlight, inFlight.get(one.instance) ?? 0);
  const idleSinceMs = (one: BrokerInstance): number =>
    lastEndMs.get(one.instance) ?? Number.NEGATIVE_INFINITY;

  function holdOff({ instance, isReady }: BrokerInstance): void {
    if (isClosed || !isReady) return;
    heldOff.get(instance)?.();
    const cancel = clock.after(HOLD_MS, () => {
      heldOff.delete(instance);
      onOpen();
    });
    heldOff.set(instance, cancel);
  }

  function endHolds(which: (instance: number) => boolean): void {
    for (const [instance, cancel] of heldOff) {
      if (!which(instance)) continue;
      cancel();
      heldOff.delete(instance);
    }
  }

  return {
    someReady: () => instances().some(({ isReady }) => isReady),
    choose(concurrency) {
      let best: BrokerInstance | null = null;
      for (const one of instances()) {
        if (!one.isReady || heldOff.has(one.instance)) continue;
        if (concurrency !== null && load(one) >= concurrency) continue;
        const isBetter =
          best === null ||
          load(one) < load(best) ||
          (load(one) === load(best) && idleSinceMs(one) < idleSinceMs(best));
        if (isBetter) best = one;
      }
      return best;
    },
    async send(one, call) {
      const { instance } = one;
      inFlight.set(instance, (inFlight.get(instance) ?? 0) + 1);
      try {
        const answer = await one.request(call);
        if (answer.kind === 'closed') holdOff(one);
        return answer;
      } finally {
        lastEndMs.set(instance, clock.monotonic());
        const left = (inFlight.get(instance) ?? 1) - 1;
        if (left > 0) inFlight.set(instance, left);
        else inFlight.delete(instance);
      }
    },
    look() {
      if (heldOff.size === 0) return;
      const ready = new Set(instances().flatMap((one) => (one.isReady ? [one.instance] : [])));
      endHolds((instance) => !ready.has(instance));
    },
    close() {
      isClosed = true;
      endHolds(() => true);
    },
  };
}
