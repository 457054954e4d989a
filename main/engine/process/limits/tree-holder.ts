import type { KernelTree } from '../kill-tree.ts';

export const CONTROLLERS = ['memory', 'cpu', 'pids'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** What the kernel is to hold a tree to; null for what it need not. */
export interface TreeFigures {
  readonly memoryBytes: number | null;
  readonly cpuPercent: number | null;
  /** Threads count as tasks. */
  readonly tasks: number | null;
}

/** Something that can make a control group for a process tree. */
export interface TreeHolder {
  readonly by: 'systemd-scope' | 'cgroup';
  /** What it can limit; none where groups are only good to know who belongs to a tree. */
  readonly controllers: ReadonlySet<Controller>;
  /** Why not the others. Empty when it can limit all. */
  readonly reason: string;
  /** Whether a group costs nothing that could fail, so that a server without limits gets one too. */
  readonly tracks: boolean;
  /** Those that earlier engines of this home have left, with processes in them. */
  readonly left: readonly LeftGroup[];
  /** Throws when no group can be made. */
  hold(unit: string, figures: TreeFigures): HeldTree;
  /** To be called when all that it held has ended. */
  close(): void;
}

/** A group that an engine which is gone has left. */
export interface LeftGroup {
  /** The unit that it was made for. */
  readonly unit: string;
  readonly tree: KernelTree;
  /** As for {@link HeldTree}. */
  oomKilled(): Promise<boolean>;
  release(): Promise<void>;
}

/** One control group for one start of one server. */
export interface HeldTree {
  /** Words before the command that put it into the group; empty when `started` does. */
  readonly prefix: readonly string[];
  readonly tree: KernelTree;
  started(pid: number): void;
  oomKilled(): Promise<boolean>;
  release(): Promise<void>;
}

/** Units begin with the home, as the marks of processes do; this is how a group's unit is made of a mark. */
export function unitOfMark(mark: string): string {
  return mark.replaceAll('/', ':');
}

export function markOfUnit(unit: string): string {
  return unit.replaceAll(':', '/');
}

/** A legal name for a group and for a unit of systemd, from any text. */
export function groupName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9:._-]+/g, '-').slice(0, 200);
}
