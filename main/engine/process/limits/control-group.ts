import { readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelTree } from '../kill-tree.ts';

/** The processes of a control group (cgroup v2) and of the groups in it. Once it is gone, there are none. */
export function treeOfGroup(folder: string): KernelTree {
  return {
    pids: () => pidsIn(folder),
    kill() {
      // Kernels before 5.14 have no such file: then the processes are signalled one by one.
      attempt(() => writeFileSync(join(folder, 'cgroup.kill'), '1', { flag: 'r+' }));
    },
  };
}

function pidsIn(folder: string): number[] {
  const own = readGroupFile(folder, 'cgroup.procs').split('\n').map(Number);
  return [...own.filter((pid) => pid > 0), ...subgroups(folder).flatMap(pidsIn)];
}

/** Whether the kernel has ended a process of this group for want of memory. */
export function hadOomKill(folder: string): boolean {
  return /^oom_kill [1-9]/m.test(readGroupFile(folder, 'memory.events'));
}

/** Empty when the file or the group is not there. */
export function readGroupFile(folder: string, file: string): string {
  return attempt(() => readFileSync(join(folder, file), 'utf8')) ?? '';
}

/** Removes a group and those in it. False while a process is in it. */
export function removeGroup(folder: string): boolean {
  for (const subgroup of subgroups(folder)) removeGroup(subgroup);
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

export function subgroups(folder: string): string[] {
  const entries = attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

/** Null when the system says no: the group is gone, or never was ours. A fault of ours is thrown. */
export function attempt<Value>(action: () => Value): Value | null {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
