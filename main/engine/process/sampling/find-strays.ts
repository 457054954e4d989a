import type { ProcReader } from '../proc/proc-reader.ts';
import type { Machine } from './machine.ts';

/**
 * Finds processes that lost their parent before any pass saw them: a double fork takes less time than lies between two
 * passes. The kernel hands them to init or to an ancestor of this process, so only the children of those are looked at,
 * and each just once, for its mark. Gives their pids by mark.
 */
export function findStrays(
  machine: Machine,
  proc: Pick<ProcReader, 'mark'>,
): ReadonlyMap<string, readonly number[]> {
  const foster = fosterParents(machine);
  const strays = new Map<string, number[]>();
  for (const seen of machine.table.values()) {
    if (!foster.has(seen.line.ppid)) continue;
    if (seen.mark === undefined) seen.mark = proc.mark(seen.pid);
    if (seen.mark !== null) strays.set(seen.mark, [...(strays.get(seen.mark) ?? []), seen.pid]);
  }
  return strays;
}

/** Init and all that this process descends from. */
function fosterParents({ table }: Machine): ReadonlySet<number> {
  const pids = new Set([0, 1]);
  const parentOf = (pid: number): number => table.get(pid)?.line.ppid ?? 0;
  for (let pid = parentOf(process.pid); !pids.has(pid); pid = parentOf(pid)) pids.add(pid);
  pids.delete(process.pid);
  return pids;
}
