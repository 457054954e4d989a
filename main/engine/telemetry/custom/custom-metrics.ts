import type { CustomMetric, CustomMetrics } from '#contract/metric.ts';

/** The figures that servers' own commands print. */
export interface CustomMetricsKeeper {
  /** Of the last good run, however long ago, without what is no number. Null for a server without such a command. */
  of(server: string): CustomMetrics | null;
  /**
   * What is known now, NaN and infinity too, for those who take each figure as one of this moment. Empty once it is older than the command's
   * interval and timeout, after a run that failed, and while the server does not run: a gap stays a gap.
   */
  current(server: string): readonly CustomMetric[];
  /** What the history keeps of that: at most 20, by their keys there. */
  values(server: string): ReadonlyMap<`custom:${string}`, number>;
  /** The configuration may have changed. */
  look(): void;
  /** Ends what runs. */
  close(): Promise<void>;
}
