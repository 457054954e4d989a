import type { Clock } from '../ports.ts';

/** How often is looked whether the last request is over. */
const LOOK_MS = 50;

/** Lets requests in flight finish before a change of the configuration takes their process away. */
export interface Drain {
  /** New requests wait meanwhile. */
  readonly isUnderWay: boolean;
  /**
   * Calls `then` once: at once when nothing is in flight, else when the last request is over or `limitMs` have passed;
   * with `false` when it was cancelled before. One that is under way is cancelled.
   */
  begin(limitMs: number, then: (isOver: boolean) => void): void;
  cancel(): void;
}

export function createDrain(clock: Clock, inFlight: () => number): Drain {
  let end: ((isOver: boolean) => void) | null = null;

  return {
    get isUnderWay() {
      return end !== null;
    },
    begin(limitMs, then) {
      end?.(false);
      const untilMs = clock.monotonic() + limitMs;
      let cancelLook = (): void => {};
      const look = (): void => {
        if (inFlight() === 0 || clock.monotonic() >= untilMs) end?.(true);
        else cancelLook = clock.after(LOOK_MS, look);
      };
      end = (isOver) => {
        end = null;
        cancelLook();
        then(isOver);
      };
      look();
    },
    cancel() {
      end?.(false);
    },
  };
}
