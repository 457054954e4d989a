import { sayBytes, sayCount, sayMilliseconds, sayPercent, sayRate } from './say-figure.ts';

/** What is looked at of each server, and what is too little to speak of. */
export const WATCHED = {
  cpu_percent: { name: 'CPU', leastChange: 10, leastShare: 0.25, figure: sayPercent },
  memory_bytes: { name: 'Memory', leastChange: 16e6, leastShare: 0.1, figure: sayBytes },
  processes: { name: 'The number of processes', leastChange: 1, leastShare: 0.25, figure: sayCount },
  probe_ms: { name: 'The answer to a probe', leastChange: 50, leastShare: 0.5, figure: sayMilliseconds },
  requests: { name: 'The rate of requests', leastChange: 0.1, leastShare: 0.25, figure: sayRate },
  errors: { name: 'The rate of errors', leastChange: 0.02, leastShare: 0.25, figure: sayRate },
  p95_ms: { name: 'Latency (p95)', leastChange: 50, leastShare: 0.5, figure: sayMilliseconds },
} as const satisfies Record<string, WatchedFacts>;

interface WatchedFacts {
  /** Begins a sentence. */
  readonly name: string;
  /** In the metric's unit; counters as so much a second. */
  readonly leastChange: number;
  /** Of what it is at. */
  readonly leastShare: number;
  readonly figure: (value: number) => string;
}

export type WatchedMetric = keyof typeof WATCHED;
export const WATCHED_METRICS = Object.keys(WATCHED) as readonly WatchedMetric[];

export function isWatched(metric: string): metric is WatchedMetric {
  return Object.hasOwn(WATCHED, metric);
}
