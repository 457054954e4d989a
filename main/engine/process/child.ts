import type { Readable, Writable } from 'node:stream';
import type { Executable } from '#contract/executable.ts';
import type { LimitView } from '#contract/limit.ts';
import type { Graces, StopReport } from './stop-ladder.ts';

/** How a process ended. Both are null for one that was taken over: it is no child of ours, so its exit code is unknown. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** What joins a process to us. */
export type ChildOutput =
  | { readonly kind: 'pipes'; readonly stdin: Writable; readonly stdout: Readable; readonly stderr: Readable }
  /** stdout and stderr in one file, appended to by the process itself; it has no stdin. Nothing breaks when we end. */
  | { readonly kind: 'file'; readonly path: string };

/** A running server process, with all that it starts. */
export interface Child {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly output: ChildOutput;
  /** What its command stood for at its start; null for one that was taken over. */
  readonly executable: Executable | null;
  /** Fulfilled once, when the process that was started has ended. Never rejects. */
  readonly exit: Promise<Exit>;
  /** One for each limit that is set: who holds it. */
  readonly limits: readonly LimitView[];
  /** Whether the kernel ended a process of it at its hard memory limit. To be asked before `stop`. Never rejects. */
  oomKilled(): Promise<boolean>;
  /**
   * Ends the process and its whole tree, or sweeps what an ended one left behind, and takes it off the records.
   * A second call hurries the first one to SIGKILL and gets the same report; after one that left something, it tries again.
   */
  stop(graces: Graces): Promise<StopReport>;
  /**
   * Lets go of a process that was launched with `keepRunning`, at a quit: it runs on, and its record stays, so that the
   * next start finds it. Neither `exit` nor `stop` says anything afterwards.
   */
  release(): void;
}
