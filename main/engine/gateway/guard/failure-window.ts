import type { Clock } from '../../ports.ts';

/** How many requests there were within a time that moves along, and how many of them failed. */
export interface FailureWindow {
  /** `weight` 0 for a request that did not fail, 1 for one that did, something between for one that half did. */
  note(weight: number, windowMs: number): void;
  sum(windowMs: number): { readonly total: number; readonly failed: number };
  clear(): void;
}

/** The window moves on by a tenth of its length at a time. */
const BUCKETS = 10;

/** The memory and the work of a note are the same for any number of requests. */
export function createFailureWindow(clock: Clock): FailureWindow {
  const totals = new Uint32Array(BUCKETS);
  const failed = new Float64Array(BUCKETS);
  let newest = 0;
  let windowMs = 0;

  const clear = (): void => {
    totals.fill(0);
    failed.fill(0);
  };
  /** Empties the buckets whose time came round again. */
  const moveTo = (lengthMs: number): number => {
    const now = Math.floor((clock.monotonic() * BUCKETS) / lengthMs);
    if (lengthMs !== windowMs || now - newest >= BUCKETS) {
      clear();
      windowMs = lengthMs;
      newest = now;
    }
    while (newest < now) {
      newest++;
      totals[newest % BUCKETS] = 0;
      failed[newest % BUCKETS] = 0;
    }
    return now % BUCKETS;
  };

  return {
    note(weight, lengthMs) {
      const at = moveTo(lengthMs);
      totals[at] = (totals[at] ?? 0) + 1;
      failed[at] = (failed[at] ?? 0) + weight;
    },
    sum(lengthMs) {
      moveTo(lengthMs);
      return { total: totals.reduce(add, 0), failed: failed.reduce(add, 0) };
    },
    clear,
  };
}

function add(sum: number, one: number): number {
  return sum + one;
}
