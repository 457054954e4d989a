/**
 * Restarts that all servers together may make: a token bucket. It holds `perMinute` tokens, starts full, and is filled
 * evenly, one token per 60 s / `perMinute`.
 *
 * In any window of T seconds at most `perMinute` + T / 60 × `perMinute` are taken: a full bucket at its begin, and what
 * comes in meanwhile. So a lone minute may see twice the figure, a long time never sees more than the figure.
 */
export interface RestartBudget {
  /** Whole tokens that are there. */
  available(nowMs: number): number;
  take(nowMs: number): void;
  /** When so many tokens are there, if nobody takes one before; `nowMs` when they are there already. */
  whenAvailableMs(tokens: number, nowMs: number): number;
}

/** `perMinute` is at least 1 and read at each call. A lower figure takes away what is too many, a higher one adds with time. */
export function createRestartBudget(perMinute: () => number): RestartBudget {
  let tokens = Number.POSITIVE_INFINITY;
  let filledMs = 0;

  function fill(nowMs: number): number {
    tokens = Math.min(perMinute(), tokens + ((nowMs - filledMs) * perMinute()) / 60_000);
    filledMs = nowMs;
    return tokens;
  }
  // A sum of many small parts may miss a whole number by a hair.
  const HAIR = 1e-6;

  return {
    available: (nowMs) => Math.floor(fill(nowMs) + HAIR),
    take(nowMs) {
      tokens = fill(nowMs) - 1;
    },
    whenAvailableMs(wanted, nowMs) {
      const missing = wanted - HAIR - fill(nowMs);
      return missing <= 0 ? nowMs : nowMs + Math.ceil((missing * 60_000) / perMinute());
    },
  };
}
