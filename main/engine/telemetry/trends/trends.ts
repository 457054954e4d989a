import type { Trend } from '#contract/metric.ts';

/** How the figures of each server move; looked at anew every few minutes, a server at a time. */
export interface Trends {
  /** Empty for a server of which too little is known. */
  of(server: string): readonly Trend[];
  /** Where the memory of a server leads, in a sentence; null when it leads nowhere. */
  forecast(server: string): string | null;
  close(): void;
}
