import type { Clock } from '../ports.ts';
import type { ProcessRecords } from '../state/state.ts';
import { takeGuardReports } from './guard.ts';
import { findTree, killTree, type Target } from './kill-tree.ts';
import { type Marks, serverOfMark } from './mark.ts';
import { readBootId, readMarked } from './process-table.ts';

/** What an earlier engine left running, one for each server. */
export interface Swept {
  readonly server: string;
  readonly pids: readonly number[];
  /** Who ended them: the guard of the engine that died alone, or this start, perhaps beside it. */
  readonly by: 'guard' | 'start';
  /** Pids that could not be ended. */
  readonly left: readonly number[];
}

/** A stuck leftover must not hold up the start. */
const SWEEP_LIMIT_MS = 3_000;

/**
 * Ends what earlier engines of this home left behind, before anything is started: by the records they wrote, with pid,
 * start time and boot compared so that a stranger with a reused pid is never touched, and by the home's mark in the
 * environment of every process, which finds also what died before its record was complete.
 */
export async function sweepLeftovers(context: {
  readonly records: ProcessRecords;
  readonly marks: Marks;
  readonly clock: Clock;
  /** Holds the reports of guards. */
  readonly stateFolder: string;
}): Promise<Swept[]> {
  const swept = new Map<string, { pids: Set<number>; by: Swept['by']; left: number[] }>();
  const entryOf = (server: string) => {
    const entry = swept.get(server) ?? { pids: new Set(), by: 'guard' as const, left: [] };
    swept.set(server, entry);
    return entry;
  };
  for (const { mark, pid } of await takeGuardReports(context.stateFolder))
    entryOf(serverOfMark(mark)).pids.add(pid);

  const targets = new Map<string, { server: string; target: Target }>();
  const bootId = readBootId();
  for (const record of context.records.all()) {
    if (record.bootId === bootId) {
      // Without a start time (no /proc) a pid alone is no proof, and is left alone.
      const root =
        record.pid === null || record.startTicks === null
          ? null
          : { pid: record.pid, startTicks: record.startTicks };
      targets.set(record.mark, { server: record.server, target: { markPrefix: record.mark, root } });
    } else context.records.remove(record.mark);
  }
  for (const { mark } of readMarked(context.marks.homePrefix)) {
    if (mark.startsWith(context.marks.runPrefix) || targets.has(mark)) continue;
    targets.set(mark, { server: serverOfMark(mark), target: { markPrefix: mark, root: null } });
  }
  for (const [mark, { server, target }] of targets) {
    const found = await findTree(target);
    const { left } = await killTree(target, { clock: context.clock, limitMs: SWEEP_LIMIT_MS, known: found });
    const of = entryOf(server);
    for (const { pid } of found) of.pids.add(pid);
    if (found.length > 0) of.by = 'start';
    of.left.push(...left.map(({ pid }) => pid));
    if (left.length === 0) context.records.remove(mark);
  }
  return [...swept]
    .filter(([, { pids }]) => pids.size > 0)
    .map(([server, { pids, by, left }]) => ({ server, pids: [...pids], by, left }));
}
