import type { Clock } from '../../ports.ts';

/** What one client may ask for in a second, of the gateway or of one tool. */
export interface RateLimit {
  /** Asks for one request: 0 lets it through; otherwise it is refused, and the next fits after so many milliseconds. */
  take(): number;
}

/** A client that was silent may ask for as much at once as for this long. */
const BURST_MS = 1_000;

/**
 * A token bucket, kept as the moment at which it would be full again, so that it needs no timer.
 * @param ratePerSecond the newest setting, more than 0; null is no limit
 */
export function createRateLimit(ratePerSecond: () => number | null, clock: Clock): RateLimit {
  let fullAt = Number.NEGATIVE_INFINITY;
  return {
    take() {
      const rate = ratePerSecond();
      if (rate === null) return 0;
      const now = clock.monotonic();
      const costMs = 1_000 / rate;
      const afterwards = Math.max(fullAt, now) + costMs;
      const waitMs = afterwards - now - Math.max(BURST_MS, costMs);
      // Sums of fractions come out a hair too high: a millionth of a millisecond is no reason to refuse.
      if (waitMs > 1e-6) return waitMs;
      fullAt = afterwards;
      return 0;
    },
  };
}
