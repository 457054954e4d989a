import type { CustomMetrics } from '#contract/metric.ts';

/** The figures that servers' own commands print. */
export interface CustomMetricsKeeper {
  /** Null for a server without such a command. */
  of(server: string): CustomMetrics | null;
  /**
   * What the history keeps of them: at most 20, by their keys there. Empty once they are older than the command's
   * interval and timeout, after a run that failed, and while the server does not run: a gap stays a gap.
   */
  values(server: string): ReadonlyMap<`custom:${string}`, number>;
  /** The configuration may have changed. */
  look(): void;
  /** Ends what runs. */
  close(): Promise<void>;
}
