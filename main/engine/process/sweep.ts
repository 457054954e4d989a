import type { Clock } from '../ports.ts';
import type { ProcessRecords } from '../state/state.ts';
import { type GuardStrike, takeGuardReport } from './guard.ts';
import { findTree, killTree, type Target } from './kill-tree.ts';
import { type Marks, serverOfMark } from './mark.ts';
import { readBootId, readMarked } from './process-table.ts';

/** What an earlier engine left running, one line for each server. */
export interface Swept {
  readonly server: string;
  readonly pids: readonly number[];
  /** Who ended them: the guard of the engine that died, or this start. */
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
  readonly guardReportFile: string;
}): Promise<Swept[]> {
  const swept = groupStrikes(await takeGuardReport(context.guardReportFile));
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
    if (found.length > 0) {
      swept.push({
        server,
        pids: found.map(({ pid }) => pid),
        by: 'start',
        left: left.map(({ pid }) => pid),
      });
    }
    if (left.length === 0) context.records.remove(mark);
  }
  return swept;
}

function groupStrikes(strikes: readonly GuardStrike[]): Swept[] {
  const byServer = Map.groupBy(strikes, ({ mark }) => serverOfMark(mark));
  return [...byServer].map(([server, hits]) => ({
    server,
    pids: [...new Set(hits.map(({ pid }) => pid))],
    by: 'guard' as const,
    left: [],
  }));
}
