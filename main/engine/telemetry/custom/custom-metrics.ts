import type { CustomMetrics } from '#contract/metric.ts';

/** The figures that servers' own commands print. */
export interface CustomMetricsKeeper {
  /** Null for a server without such a command. */
  of(server: string): CustomMetrics | null;
  /** The configuration may have changed. */
  look(): void;
  close(): Promise<void>;
}
