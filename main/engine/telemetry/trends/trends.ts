import type { MetricKey, Trend } from '#contract/metric.ts';

/** What is looked at; latencies are not, for they go with what is asked. */
export type TrendMetric = Extract<MetricKey, 'memory_bytes' | 'cpu_percent' | 'threads' | 'open_files'>;

/** How the figures of each server move; looked at anew every few minutes, a server at a time. */
export interface Trends {
  /** Empty for a server of which too little is known. */
  of(server: string): readonly Trend[];
  /** Where the memory of a server leads, in a sentence; null when it leads nowhere. */
  forecast(server: string): string | null;
  close(): void;
}
