import type { ProcessView } from '#contract/history.ts';
import type { Usage } from '#contract/server-metrics.ts';

/** What one process uses. */
export interface ProcessFigures {
  /** Processor time in seconds is its own; the per cents count that of children that ended since the pass before too. */
  readonly usage: Usage;
  readonly status: ProcessView['status'];
  readonly executable: string | null;
  readonly workingFolder: string | null;
  /** Of those that live in the tree. */
  readonly children: number;
}

/**
 * What a tree did since these were counted last; of processes that ended meanwhile as far as it was seen. Bytes and
 * calls are those of reads and writes of all kinds: files, pipes and sockets.
 */
export interface Counted {
  readonly read_bytes: number;
  readonly written_bytes: number;
  readonly reads: number;
  readonly writes: number;
  /** Of the first thread of each process. */
  readonly context_switches: number;
}

export interface TreeSample {
  /** Per cent of one core since the pass before; 0 also where that is not known yet, which `usage` tells apart. */
  readonly cpuPercent: number;
  /** Resident bytes, summed over the tree; pages that processes share count once for each. */
  readonly memoryBytes: number;
  /** Zombies left out: they hold nothing. */
  readonly processes: number;
  /**
   * The sum over the tree. Processor time is that of all processes that were ever seen in it, and of those they waited
   * for. What is read less often is carried on: most for 10 s, shared memory by proportion and connections for a minute.
   */
  readonly usage: Usage;
  /** Since the pass that counted before; null in a pass that did not count. */
  readonly counted: Counted | null;
  /** Each of its processes by pid, zombies among them. */
  readonly figures: ReadonlyMap<number, ProcessFigures>;
}
