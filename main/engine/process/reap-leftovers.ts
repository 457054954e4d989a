import type { Clock } from '../ports.ts';
import type { ProcessRecords } from '../state/state.ts';
import { isStillThere, killTree } from './kill-tree.ts';
import { type Marks, serverOfMark } from './mark.ts';
import { readMarked } from './process-table.ts';
import { patiently } from './wait.ts';

const KILL_LIMIT_MS = 3_000;

/**
 * Ends all that carries a mark of a server whose start is over: it is on no record with a process that lives, and no
 * command of that mark runs. What a server that runs has started is never touched, wherever it went.
 */
export async function reapLeftovers(
  server: string,
  {
    marks,
    records,
    clock,
    commandMarks,
  }: {
    readonly marks: Pick<Marks, 'homePrefix'>;
    readonly records: Pick<ProcessRecords, 'all'>;
    readonly clock: Clock;
    readonly commandMarks: ReadonlySet<string>;
  },
): Promise<number> {
  const marked = await patiently(async () => readMarked(marks.homePrefix), clock, KILL_LIMIT_MS);
  // Read after the look: a start is on record before it has a process.
  const live = new Set(commandMarks);
  for (const { mark, pid, startTicks } of records.all()) {
    if (pid === null || isStillThere({ pid, startTicks })) live.add(mark);
  }
  const left = new Set(
    marked.map(({ mark }) => mark).filter((mark) => serverOfMark(mark) === server && !live.has(mark)),
  );
  const ends = [...left].map((mark) => killTree({ mark, root: null }, { clock, limitMs: KILL_LIMIT_MS }));
  const ended = await Promise.all(ends);
  return ended.reduce(
    (count, { killed, left: alive }) => count + Math.max(0, killed.length - alive.length),
    0,
  );
}
