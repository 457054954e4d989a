import type { LimitView } from '#contract/limit.ts';
import type { ProcessLimits } from './limited-process.ts';
import type { TreeFigures } from './tree-holder.ts';

/** Who holds a server to its limits. */
export interface InForce {
  readonly by: 'systemd-scope' | 'cgroup' | null;
  /** What of the limits that holds. */
  readonly figures: TreeFigures;
  /** Why not the others, as a clause: "the user's systemd does not answer". */
  readonly reason: string;
  /** What the open files are held to; null where the system has no such limit. */
  readonly openFiles: number | null;
  /** Why the priority could not be lowered; null when it was, or is about to be. */
  readonly priorityProblem: string | null;
}

/** One view for each limit that is set, in the order of the documentation. */
export function limitViews(limits: ProcessLimits, inForce: InForce): readonly LimitView[] {
  return [
    limits.memorySoftBytes !== null && memorySoft(limits.memorySoftBytes),
    limits.memoryHardBytes !== null && memoryHard(limits.memoryHardBytes, inForce),
    limits.cpuPercent !== null && cpuQuota(limits.cpuPercent, inForce),
    limits.openFiles !== null && openFiles(limits.openFiles, inForce),
    limits.processes !== null && processes(limits.processes, inForce),
  ].filter((view) => view !== false);
}

function memorySoft(value: number): LimitView {
  const detail = 'Signalbox looks at each sampling pass: told at 80 %, restarted when it stays above.';
  return { limit: 'memory_soft', value, enforced_by: 'watched', detail };
}

function memoryHard(value: number, { by, figures, reason }: InForce): LimitView {
  if (by !== null && figures.memoryBytes !== null) {
    const detail = `The kernel holds the whole tree to it, in ${whatHolds(by)}.`;
    return { limit: 'memory_hard', value, enforced_by: by, detail };
  }
  const detail = `Ended when a sampling pass sees it above, not before: ${reason}.`;
  return { limit: 'memory_hard', value, enforced_by: 'watched', detail };
}

function cpuQuota(value: number, { by, figures, reason, priorityProblem }: InForce): LimitView {
  if (by !== null && figures.cpuPercent !== null) {
    const detail = `The kernel holds the whole tree to it, in ${whatHolds(by)}.`;
    return { limit: 'cpu_quota', value, enforced_by: by, detail };
  }
  if (priorityProblem !== null) {
    const detail = `Not in force: ${reason}, and its priority can't be lowered (${priorityProblem}).`;
    return { limit: 'cpu_quota', value, enforced_by: 'none', detail };
  }
  const detail = `It only has a lower priority, and may use more while nothing else needs it: ${reason}.`;
  return { limit: 'cpu_quota', value, enforced_by: 'priority', detail };
}

function openFiles(value: number, { openFiles: heldTo }: InForce): LimitView {
  if (heldTo === null) {
    return { limit: 'open_files', value, enforced_by: 'none', detail: 'Windows has no such limit.' };
  }
  const detail =
    heldTo < value
      ? `The kernel holds each of its processes to ${heldTo}: this system allows Signalbox no more.`
      : 'The kernel holds each of its processes to it.';
  return { limit: 'open_files', value, enforced_by: 'rlimit', detail };
}

/** The kernel counts threads, so its own limit is a far one, against a flood between two passes. */
function processes(value: number, { by, figures, reason }: InForce): LimitView {
  const detail =
    by !== null && figures.tasks !== null
      ? `Counted at each sampling pass; the kernel stops a flood at ${figures.tasks} threads, in ${whatHolds(by)}.`
      : `Counted at each sampling pass, and ended when there are more; the kernel holds no tree to it: ${reason}.`;
  return { limit: 'processes', value, enforced_by: 'watched', detail };
}

/** Threads that this many processes may well have: Node starts with 11 (measured), others with far more. */
export function tasksFor(processes: number): number {
  return processes * 32;
}

function whatHolds(by: 'systemd-scope' | 'cgroup'): string {
  return by === 'cgroup' ? 'a cgroup' : 'a scope of systemd';
}
