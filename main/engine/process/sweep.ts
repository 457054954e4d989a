import type { Clock } from '../ports.ts';
import type { Genealogy, ProcessRecord, ProcessRecords } from '../state/state.ts';
import { type Seen, takeOverFromGuards } from './guard-reports.ts';
import { type Found, findTree, isSame, killTree, type Target, untouchable } from './kill-tree.ts';
import type { Limiters } from './limits/limiters.ts';
import { type Marks, serverOfMark } from './mark.ts';
import { type ProcessTable, readBootId, readMarked, readProcessTable } from './process-table.ts';
import type { SurvivorRecord } from './survivors/survivor-record.ts';
import { patiently } from './wait.ts';
import { attempt } from './write-record.ts';

/** What an earlier engine left running, one for each server. */
export interface Swept {
  readonly server: string;
  readonly pids: readonly number[];
  /** Who ended them: the guard of the engine that died alone, or this start, perhaps beside it. */
  readonly by: 'guard' | 'start';
  /** Pids that could not be ended. */
  readonly left: readonly number[];
}

interface SweepContext {
  readonly records: ProcessRecords;
  readonly marks: Marks;
  readonly clock: Clock;
  /** Holds the reports of guards. */
  readonly stateFolder: string;
  readonly limiters: Pick<Limiters, 'left'>;
  readonly genealogy: Pick<Genealogy, 'leftAlive'>;
  readonly onFault: (message: string) => void;
}

/** Something of an earlier engine that lives. */
interface Leftover {
  readonly server: string;
  readonly target: Target;
  /** What an engine that died had seen of its tree and lives. */
  readonly known?: readonly Found[];
}

/** A stuck leftover must not hold up the start. */
const SWEEP_LIMIT_MS = 3_000;

/**
 * Ends what earlier engines of this home left behind, before anything is started, and gives what may be taken over.
 *
 * The guards of those engines end first: what they know is taken over, so that none strikes what is taken over here.
 * What one has struck already is on its way to its end, and not to be had.
 *
 * One look at all processes and all marks sorts the records, however many there are: those whose process lives, with
 * pid, start time and boot as recorded, of whose tree another process that was seen lives, or whose mark some process
 * carries, are ended with all that belongs to them; the rest are struck off in one transaction. What carries a mark of
 * this home without a record is ended too. A group's number alone leads nowhere here: its leader ended at some time that
 * nobody saw, and the number may be a stranger's.
 */
export async function sweepLeftovers(
  context: SweepContext,
): Promise<{ swept: readonly Swept[]; survivors: readonly SurvivorRecord[] }> {
  const { strikes, seen, close } = await takeOverFromGuards(context.stateFolder, context.clock);
  const struck = new Set(strikes.map(({ mark }) => mark));
  const { leftovers, survivors, over } = await patiently(
    () => sortRecords(context, seen, struck),
    context.clock,
    SWEEP_LIMIT_MS,
  );
  context.records.removeAll(over);
  const swept = await endLeftovers(context, leftovers);
  await close();
  const byGuard = new Map<string, number[]>();
  for (const { mark, pid } of strikes) {
    const server = serverOfMark(mark);
    byGuard.set(server, [...(byGuard.get(server) ?? []), pid]);
  }
  return { swept: mergeReports(byGuard, swept), survivors };
}

async function sortRecords(
  { records, marks, limiters, genealogy }: SweepContext,
  seenByGuards: readonly Seen[],
  struck: ReadonlySet<string>,
) {
  const table = await readProcessTable();
  const beyond = untouchable(table);
  const bootId = readBootId();
  const marked = readMarked(marks.homePrefix).filter(
    ({ mark, pid }) => !mark.startsWith(marks.runPrefix) && !beyond.has(pid),
  );
  const groups = new Map(limiters.left.map(({ mark, tree }) => [mark, tree]));
  const carried = new Set(marked.map(({ mark, pid }) => `${pid} ${mark}`));
  const isKnown = (one: Found): boolean => !beyond.has(one.pid) && isSame(table, one);
  const guarded = seenByGuards.filter(isKnown);
  const seen = Map.groupBy([...genealogy.leftAlive.filter(isKnown), ...guarded], ({ mark }) => mark);
  const unrecorded = new Map(
    [...marked.map(({ mark }) => mark), ...groups.keys(), ...guarded.map(({ mark }) => mark)].map((mark) => [
      mark,
      serverOfMark(mark),
    ]),
  );
  const leftovers: Leftover[] = [];
  const survivors = new Map<string, SurvivorRecord>();
  const over: string[] = [];
  // The newest first: of two survivors of one server, it is the one to take over.
  for (const record of records.all().reverse()) {
    const { mark, server } = record;
    const isOfThisBoot = record.bootId === bootId;
    const root = isOfThisBoot ? livingRoot(record, table, beyond) : null;
    const known = isOfThisBoot ? (seen.get(mark) ?? []) : [];
    const isMarked = unrecorded.delete(mark);
    if (root === null && !isMarked && known.length === 0) {
      over.push(mark);
      continue;
    }
    const mayLive = root !== null && carried.has(`${root.pid} ${mark}`) && !struck.has(mark);
    const survivor = mayLive ? asSurvivor(record, root) : null;
    if (survivor !== null && !survivors.has(server)) survivors.set(server, survivor);
    else leftovers.push({ server, target: { mark, root, tree: groups.get(mark) ?? null }, known });
  }
  for (const [mark, server] of unrecorded)
    leftovers.push({
      server,
      target: { mark, root: null, tree: groups.get(mark) ?? null },
      known: seen.get(mark) ?? [],
    });
  return { leftovers, survivors: [...survivors.values()], over };
}

type LivingRoot = { readonly pid: number; readonly startTicks: number };

/** Without a start time (no /proc) a pid alone is no proof, and is left alone. */
function livingRoot(
  { pid, startTicks }: ProcessRecord,
  table: ProcessTable,
  beyond: ReadonlySet<number>,
): LivingRoot | null {
  if (pid === null || startTicks === null || beyond.has(pid)) return null;
  return isSame(table, { pid, startTicks }) ? { pid, startTicks } : null;
}

function asSurvivor(record: ProcessRecord, { pid, startTicks }: LivingRoot): SurvivorRecord | null {
  const { kind, outputFile } = record;
  return kind === 'http' && outputFile !== null ? { ...record, pid, startTicks, outputFile } : null;
}

/**
 * All at the same time, for they share each look at the machine. Never rejects: one that can't be looked for keeps its
 * record, and the next start tries again.
 */
export async function endLeftovers(
  { records, clock, limiters, onFault }: Pick<SweepContext, 'records' | 'clock' | 'limiters' | 'onFault'>,
  leftovers: readonly Leftover[],
  end: (leftover: Leftover) => Promise<{ found: Found[]; left: Found[] }> = (one) => killFound(one, clock),
): Promise<Swept[]> {
  const ended = await Promise.all(
    leftovers.map(async (leftover) => {
      const { server, target } = leftover;
      const { mark } = target;
      try {
        const { found, left } = await end(leftover);
        if (left.length === 0) await limiters.left.find((group) => group.mark === mark)?.release();
        return { server, mark, found, left, isOver: left.length === 0 };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        onFault(
          `What was left running of ${server} can't be looked for (${why}): the next start tries again.`,
        );
        return { server, mark, found: [], left: [], isOver: false };
      }
    }),
  );
  attempt({ onFault }, () => records.removeAll(ended.filter(({ isOver }) => isOver).map(({ mark }) => mark)));
  const byServer = new Map<string, { pids: number[]; left: number[] }>();
  for (const { server, found, left } of ended) {
    const entry = byServer.get(server) ?? { pids: [], left: [] };
    entry.pids.push(...found.map(({ pid }) => pid));
    entry.left.push(...left.map(({ pid }) => pid));
    byServer.set(server, entry);
  }
  return [...byServer]
    .filter(([, { pids }]) => pids.length > 0)
    .map(([server, { pids, left }]) => ({ server, pids, by: 'start', left }));
}

async function killFound(
  { target, known = [] }: Leftover,
  clock: Clock,
): Promise<{ found: Found[]; left: Found[] }> {
  const found = await patiently(() => findTree(target, known), clock, SWEEP_LIMIT_MS);
  const { left } = await killTree(target, { clock, limitMs: SWEEP_LIMIT_MS, known: found });
  return { found, left };
}

/** What a guard ended before this start, and what this start ended, told together. */
function mergeReports(byGuard: ReadonlyMap<string, readonly number[]>, swept: readonly Swept[]): Swept[] {
  const merged = new Map<string, Swept>();
  for (const [server, pids] of byGuard) {
    merged.set(server, { server, pids: [...new Set(pids)], by: 'guard', left: [] });
  }
  for (const one of swept) {
    const pids = [...new Set([...(merged.get(one.server)?.pids ?? []), ...one.pids])];
    merged.set(one.server, { ...one, pids });
  }
  return [...merged.values()];
}
