import type { ProcReader } from '../proc/proc-reader.ts';
import type { Machine, Seen } from './machine.ts';

/**
 * Finds processes that lost their parent before any pass saw them: a double fork takes less time than lies between two
 * passes. The kernel hands them to init or to an ancestor of this process, so only the children of those are looked at,
 * and each just once, for its mark. Gives their pids by mark.
 */
export function findStrays(
  machine: Machine,
  proc: Pick<ProcReader, 'mark'>,
): ReadonlyMap<string, readonly number[]> {
  const isOrphan = orphansOf(machine);
  const strays = new Map<string, number[]>();
  for (const seen of machine.table.values()) {
    const mark = isOrphan(seen) ? markOf(seen, proc) : null;
    if (mark !== null) strays.set(mark, [...(strays.get(mark) ?? []), seen.pid]);
  }
  return strays;
}

/** The mark that a process was started with, read once. */
export function markOf(seen: Seen, proc: Pick<ProcReader, 'mark'>): string | null {
  if (seen.mark === undefined) seen.mark = proc.mark(seen.pid);
  return seen.mark;
}

/** Tells the children of init and of all that this process descends from. */
export function orphansOf({ table }: Machine): (seen: Seen) => boolean {
  const foster = new Set([0, 1]);
  const parentOf = (pid: number): number => table.get(pid)?.line.ppid ?? 0;
  for (let pid = parentOf(process.pid); !foster.has(pid); pid = parentOf(pid)) foster.add(pid);
  foster.delete(process.pid);
  return ({ line }) => foster.has(line.ppid);
}
