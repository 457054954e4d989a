import type { Clock } from '../ports.ts';

/** The clock of a server's use by clients. Probes, the catalogue and sampling are no use and have clocks of their own. */
export interface Idle {
  /** To be called when it became ready or ended, when a request began or was over, and when settings changed. */
  look(): void;
  /** Monotonic; null while it is not ready, busy, or never stopped. */
  dueAtMs(): number | null;
  close(): void;
}

/**
 * Tells when a server has not been used for as long as it is kept for. The time counts from its last use or from the
 * moment it was ready, whichever is later. All options are read at each look.
 */
export function watchIdle(options: {
  readonly clock: Clock;
  /** Null never stops it. */
  readonly idleStopMs: () => number | null;
  /** Monotonic milliseconds; null before the first use. */
  readonly lastUsedMs: () => number | null;
  /** Monotonic milliseconds; null while it is not ready. */
  readonly readySinceMs: () => number | null;
  /** A request is in flight or waits. */
  readonly isBusy: () => boolean;
  /** Told at each look from then on, until it is not ready any more. */
  readonly onIdle: () => void;
}): Idle {
  const { clock } = options;
  let cancelTimer = (): void => {};
  let isTelling = false;
  let isClosed = false;

  function dueAtMs(): number | null {
    const idleStopMs = options.idleStopMs();
    const readySinceMs = options.readySinceMs();
    if (idleStopMs === null || readySinceMs === null || options.isBusy()) return null;
    return Math.max(readySinceMs, options.lastUsedMs() ?? readySinceMs) + idleStopMs;
  }

  function look(): void {
    if (isTelling || isClosed) return;
    cancelTimer();
    cancelTimer = () => {};
    const dueMs = dueAtMs();
    if (dueMs === null) return;
    const leftMs = dueMs - clock.monotonic();
    if (leftMs > 0) {
      cancelTimer = clock.after(leftMs, look);
      return;
    }
    isTelling = true;
    try {
      options.onIdle();
    } finally {
      isTelling = false;
    }
  }

  return {
    look,
    dueAtMs,
    close() {
      isClosed = true;
      cancelTimer();
    },
  };
}
