import { z } from 'zod';

/**
 * What is kept of each server over time. A `gauge` is what something is at a moment; a `counter` only rises, and is
 * shown as so much a second.
 */
export const METRICS = {
  cpu_percent: { unit: 'percent', kind: 'gauge', title: 'CPU of one core' },
  memory_bytes: { unit: 'bytes', kind: 'gauge', title: 'Memory (resident)' },
  pss_bytes: { unit: 'bytes', kind: 'gauge', title: 'Memory (shared pages counted once)' },
  shared_bytes: { unit: 'bytes', kind: 'gauge', title: 'Memory that may be shared' },
  virtual_bytes: { unit: 'bytes', kind: 'gauge', title: 'Address space' },
  processes: { unit: 'count', kind: 'gauge', title: 'Processes' },
  threads: { unit: 'count', kind: 'gauge', title: 'Threads' },
  open_files: { unit: 'count', kind: 'gauge', title: 'Open files' },
  connections: { unit: 'count', kind: 'gauge', title: 'Network connections' },
  read_bytes: { unit: 'bytes', kind: 'counter', title: 'Read' },
  written_bytes: { unit: 'bytes', kind: 'counter', title: 'Written' },
  reads: { unit: 'count', kind: 'counter', title: 'Read calls' },
  writes: { unit: 'count', kind: 'counter', title: 'Write calls' },
  context_switches: { unit: 'count', kind: 'counter', title: 'Context switches' },
  requests: { unit: 'count', kind: 'counter', title: 'Requests' },
  errors: { unit: 'count', kind: 'counter', title: 'Errors' },
  errors_transport: { unit: 'count', kind: 'counter', title: 'Errors: connection lost' },
  errors_timeout: { unit: 'count', kind: 'counter', title: 'Errors: timed out' },
  errors_protocol: { unit: 'count', kind: 'counter', title: 'Errors: protocol' },
  errors_tool: { unit: 'count', kind: 'counter', title: 'Errors: reported by tools' },
  rejected: { unit: 'count', kind: 'counter', title: 'Rejected before they were sent' },
  request_bytes: { unit: 'bytes', kind: 'counter', title: 'Requests' },
  response_bytes: { unit: 'bytes', kind: 'counter', title: 'Responses' },
  cache_hits: { unit: 'count', kind: 'counter', title: 'Cache hits' },
  cache_misses: { unit: 'count', kind: 'counter', title: 'Cache misses' },
  in_flight: { unit: 'count', kind: 'gauge', title: 'In flight' },
  queued: { unit: 'count', kind: 'gauge', title: 'Queued' },
  clients: { unit: 'count', kind: 'gauge', title: 'Clients' },
  /** 0 closed, 1 half-open, 2 open. */
  breaker: { unit: 'count', kind: 'gauge', title: 'Circuit breaker' },
  probe_ms: { unit: 'milliseconds', kind: 'gauge', title: 'Probe' },
  score: { unit: 'count', kind: 'gauge', title: 'Health score' },
} as const satisfies Record<string, MetricFacts>;

interface MetricFacts {
  readonly unit: 'percent' | 'bytes' | 'count' | 'milliseconds';
  readonly kind: 'gauge' | 'counter';
  readonly title: string;
}

export type MetricKey = keyof typeof METRICS;
export const METRIC_KEYS = Object.keys(METRICS) as readonly MetricKey[];

/**
 * Percentiles of the latency of requests. They are computed from histograms that are merged, never from other
 * percentiles.
 */
export const LATENCY_KEYS = ['p50_ms', 'p95_ms', 'p99_ms'] as const;
export type LatencyKey = (typeof LATENCY_KEYS)[number];

/**
 * What a reader may ask the history for: one of {@link METRICS}, one of {@link LATENCY_KEYS}, or a server's own metric
 * as `custom:<name>` or `custom:<name>{label="value",…}`, its labels in any order.
 */
export const SeriesKey = z
  .string()
  .max(300)
  .refine(
    (key) =>
      Object.hasOwn(METRICS, key) || LATENCY_KEYS.some((known) => known === key) || /^custom:./.test(key),
    { error: 'is no metric that is kept' },
  );

export const SeriesFilter = z.object({
  server: z.string(),
  metrics: z.array(SeriesKey).min(1).max(40),
  from: z.iso.datetime(),
  /** Now, when left out. */
  to: z.iso.datetime().optional(),
  /** At most so many steps; the answer takes the finest resolution that is kept and fits. */
  points: z.number().int().min(2).max(3000).default(600),
});
export type SeriesFilter = z.input<typeof SeriesFilter>;

const Values = z.array(z.number().nullable());

/** One metric; all arrays are as long as the page's `times`, null where nothing was measured. */
export const Series = z.object({
  metric: z.string(),
  unit: z.enum(['percent', 'bytes', 'count', 'milliseconds', 'none']),
  kind: z.enum(['gauge', 'counter', 'latency']),
  /** Gauges: sum by count of samples. Counters: so much a second, over the time that was measured. Latencies: the percentile. */
  mean: Values,
  /** Of the single samples in the step; counters as so much a second. Null for latencies. */
  min: Values,
  max: Values,
  /** The last sample of the step; counters as so much a second. Null for latencies. */
  last: Values,
  /** Counters: how many in all. Latencies: how many requests. Gauges: null. */
  sum: Values,
});
export type Series = z.infer<typeof Series>;

export const SeriesPage = z.object({
  server: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  step_seconds: z.number(),
  /** Which of the kept resolutions it was computed from. */
  resolution: z.enum(['raw', 'minute', 'quarter-hour']),
  /** The beginning of each step, in seconds since 1970, rising. */
  times: z.array(z.number()),
  series: z.array(Series),
});
export type SeriesPage = z.infer<typeof SeriesPage>;

/** What happened, for the time line of a chart. */
export const MarkerFilter = z.object({
  /** Also gives what is about no server. All servers without it. */
  server: z.string().optional(),
  from: z.iso.datetime(),
  to: z.iso.datetime().optional(),
  /** The newest of them. */
  limit: z.number().int().min(1).max(1000).default(300),
});
export type MarkerFilter = z.input<typeof MarkerFilter>;

/** How one metric moves: over a window that ends now. */
export const Trend = z.object({
  server: z.string(),
  metric: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Samples that it rests on. */
  samples: z.number().int(),
  average: z.number(),
  peak: z.number(),
  peak_at: z.iso.datetime(),
  /** In the metric's unit, by a robust fit (Theil–Sen); null while it can't be told from flat. */
  slope_per_hour: z.number().nullable(),
  limit: z.number().nullable(),
  /** At this slope; null without a limit, without a slope, or further away than the window could tell. */
  reaches_limit_at: z.iso.datetime().nullable(),
  /** It rises as a leak does: see docs/telemetry.md for the test. Memory only. */
  is_leak: z.boolean(),
  /** For a person: "Memory grows by 96 MB an hour and reaches its 512 MB limit in 3 h"; null when there is nothing to say. */
  sentence: z.string().nullable(),
});
export type Trend = z.infer<typeof Trend>;

/** One value that a server's own metrics command printed. */
export const CustomMetric = z.object({
  name: z.string(),
  help: z.string().nullable(),
  type: z.enum(['counter', 'gauge', 'untyped', 'histogram', 'summary']),
  labels: z.record(z.string(), z.string()),
  value: z.number(),
});
export type CustomMetric = z.infer<typeof CustomMetric>;

/** What a server's own metrics command gave at its last run. */
export const CustomMetrics = z.object({
  at: z.iso.datetime().nullable(),
  metrics: z.array(CustomMetric),
  /** Why the last run gave nothing, or not all that it printed is kept; null when all is well. */
  error: z.string().nullable(),
});
export type CustomMetrics = z.infer<typeof CustomMetrics>;
