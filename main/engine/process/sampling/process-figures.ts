import type { ProcessView } from '#contract/history.ts';
import type { Usage } from '#contract/server-metrics.ts';

/** What one process uses. */
export interface ProcessFigures {
  /** Per cent of one core since the pass before. */
  readonly cpuPercent: number;
  /** Resident. */
  readonly memoryBytes: number;
  /** These two and all else that is told of it. */
  readonly usage: Usage;
  readonly status: ProcessView['status'];
  readonly executable: string | null;
  readonly workingFolder: string | null;
}

/** What a tree did since these were counted last; of processes that ended meanwhile as far as it was seen. */
export interface Counted {
  readonly read_bytes: number;
  readonly written_bytes: number;
  readonly reads: number;
  readonly writes: number;
  readonly context_switches: number;
}
