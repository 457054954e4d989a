import { untouchable } from '../kill-tree.ts';
import { type ProcessTable, readMark } from '../process-table.ts';

/**
 * Finds processes that lost their parent before any pass saw them: a double fork takes less time than lies between two
 * passes. The kernel hands them to init or to an ancestor of this process, so only the children of those are looked at,
 * and each just once, for its mark. Gives their pids by mark; nothing without /proc.
 */
export function createStrayFinder(): (table: ProcessTable) => ReadonlyMap<string, readonly number[]> {
  let looked = new Map<string, string | null>();
  return (table) => {
    const foster = new Set(untouchable(table));
    foster.delete(process.pid);
    const next = new Map<string, string | null>();
    const strays = new Map<string, number[]>();
    for (const { pid, ppid, startTicks } of table.values()) {
      if (startTicks === null || !foster.has(ppid)) continue;
      const key = `${pid}:${startTicks}`;
      const mark = looked.has(key) ? (looked.get(key) ?? null) : readMark(pid);
      next.set(key, mark);
      if (mark !== null) strays.set(mark, [...(strays.get(mark) ?? []), pid]);
    }
    looked = next;
    return strays;
  };
}
