import type { LimitView } from '#contract/limit.ts';
import type { KernelTree } from '../kill-tree.ts';

/** What a server may use; null is no limit. A `LimitSettings` of the configuration fits. */
export interface ProcessLimits {
  readonly memorySoftBytes: number | null;
  readonly memoryHardBytes: number | null;
  /** Per cent of one core. */
  readonly cpuPercent: number | null;
  readonly openFiles: number | null;
  readonly processes: number | null;
}

export interface WrapSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly limits: ProcessLimits;
  /** Of this start of this server; its control group is named by it. */
  readonly mark: string;
}

/** What holds one process tree to its limits. */
export interface HeldLimits {
  /** One for each limit that is set. */
  readonly enforced: readonly LimitView[];
  /** The kernel's own list of the tree; null where there is no control group to be had. */
  readonly tree: KernelTree | null;
  /** Whether the kernel ended a process of it for the hard memory limit. To be asked before `release`. */
  oomKilled(): Promise<boolean>;
  /** Takes the group away; to be called when the tree is gone. Never rejects. */
  release(): Promise<void>;
}

/** How to start a process under its limits, and what holds it to them. */
export interface LimitedProcess extends HeldLimits {
  /** What to spawn instead. Each wrapper execs in place: same pid, session, group and environment. */
  readonly command: string;
  readonly args: readonly string[];
  /** To be called right after the spawn: enters the group, lowers the priority. Never throws. */
  started(pid: number): void;
}

export const NO_LIMITS: ProcessLimits = {
  memorySoftBytes: null,
  memoryHardBytes: null,
  cpuPercent: null,
  openFiles: null,
  processes: null,
};
