import type { Family } from '../family.ts';
import type { ProcReader } from '../proc/proc-reader.ts';
import { isZombie } from '../proc/stat-line.ts';
import { walkDown } from '../process-table.ts';
import { findStrays } from './find-strays.ts';
import type { Machine, Seen } from './machine.ts';

/**
 * Whose process is whose: each root with what descends from it, what carries its mark and lost its parent, and what was
 * in the tree at the pass before, with all that descends from those. Parents come before their children. `isSettled` is
 * false when a zombie was left out because this look was the first to find it: most are gone a moment later.
 */
export function groupTrees(
  machine: Machine,
  roots: ReadonlyMap<string, number>,
  families: ReadonlyMap<number, Family>,
  proc: Pick<ProcReader, 'mark'>,
): { readonly trees: ReadonlyMap<string, readonly Seen[]>; readonly isSettled: boolean } {
  const strays = findStrays(machine, proc);
  const children = new Map<number, number[]>();
  for (const { pid, line } of machine.table.values()) {
    const siblings = children.get(line.ppid);
    if (siblings === undefined) children.set(line.ppid, [pid]);
    else siblings.push(pid);
  }
  const trees = new Map<string, readonly Seen[]>();
  let isSettled = true;
  for (const [server, root] of roots) {
    const family = families.get(root);
    const remembered = (family?.members ?? [])
      .filter(({ pid, startTicks }) => machine.table.get(pid)?.startTicks === startTicks)
      .map(({ pid }) => pid);
    const tops = [root, ...(strays.get(family?.mark ?? '') ?? []), ...remembered];
    const pids = new Set(tops.flatMap((pid) => (machine.table.has(pid) ? walkDown(pid, children) : [])));
    // Here all of them get their line of this look, those that had been nobody's until now too.
    const tree = [...pids].map((pid) => machine.read(pid)).filter((seen) => seen !== null);
    trees.set(server, tree);
    const members = tree.filter((seen) => {
      const isNews = isZombie(seen.line) && seen.firstLook === machine.looks;
      if (isNews) isSettled = false;
      return seen.pid !== root && !isNews;
    });
    family?.remember(members.map(({ pid, startTicks, line }) => ({ pid, startTicks, ppid: line.ppid })));
  }
  return { trees, isSettled };
}
