import type { DependencyView } from '#contract/health.ts';
import type { Trend } from '#contract/metric.ts';
import type { BreakerState } from '#contract/traffic.ts';

/** What the rooms above supervision know of a server, for the verdict on it. */
export interface HealthEvidence {
  /** Null when no client has asked for anything within the last five minutes. */
  readonly requests: RequestEvidence | null;
  readonly breaker: BreakerState;
  /** What opened it and what becomes of the next request, in a clause; null when it is closed. */
  readonly breakerReason: string | null;
  readonly dependencies: readonly DependencyView[];
  readonly trends: readonly Trend[];
}

/** Of the last minute, but for the baseline. */
export interface RequestEvidence {
  readonly requests: number;
  /** 0 to 1. */
  readonly errorRate: number;
  readonly p95Ms: number | null;
  /** p95 of the last 24 hours; null while it rests on fewer than 200 requests. */
  readonly usualP95Ms: number | null;
}

/** Of a server of which nothing but its own life is known. */
export const NO_EVIDENCE: HealthEvidence = {
  requests: null,
  breaker: 'closed',
  breakerReason: null,
  dependencies: [],
  trends: [],
};
