import type { Clock } from '../../ports.ts';

/** Tells of many small changes at most once in a while. */
export interface Gather {
  note(): void;
  /** What was noted and not told is told no more. */
  close(): void;
}

/** The first change after a calm is told at once, those that follow within `eachMs` together at its end. */
export function gatherChanges(clock: Clock, eachMs: number, tell: () => void): Gather {
  let toldMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;
  let isClosed = false;

  function tellNow(): void {
    cancel = null;
    toldMs = clock.monotonic();
    tell();
  }

  return {
    note() {
      if (cancel !== null || isClosed) return;
      const leftMs = toldMs + eachMs - clock.monotonic();
      if (leftMs <= 0) tellNow();
      else cancel = clock.after(leftMs, tellNow);
    },
    close() {
      isClosed = true;
      cancel?.();
      cancel = null;
    },
  };
}
