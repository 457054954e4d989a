import type { Usage } from '#contract/server-metrics.ts';

/** One pass over the trees of all servers. */
export interface Sampling {
  /** Milliseconds since 1970, and of the clock that never jumps. */
  readonly atMs: number;
  readonly monotonicMs: number;
  readonly tookMs: number;
  /** Of all trees. */
  readonly processes: number;
  /** By name; one that runs no process is left out. */
  readonly servers: ReadonlyMap<string, ServerUsage>;
}

/** The sum over all processes of all instances of one server. */
export interface ServerUsage {
  readonly atMs: number;
  readonly processes: number;
  readonly usage: Usage;
  /** Of the one of its processes that has the most: each is held to the limit alone. Null where not told. */
  readonly mostOpenFiles?: number | null;
  /**
   * Counted since the engine started, over all processes that the server had; only rises. Null in a pass that did not
   * count, as most don't.
   */
  readonly counters: {
    readonly read_bytes: number;
    readonly written_bytes: number;
    readonly reads: number;
    readonly writes: number;
    readonly context_switches: number;
  } | null;
}
