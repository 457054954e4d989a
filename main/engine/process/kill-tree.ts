import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../ports.ts';
import {
  descendants,
  hasProc,
  indexChildren,
  indexGroups,
  type ProcessTable,
  readMarkedAs,
  readProcessEntry,
  readProcessTable,
  readProcessTableSince,
} from './process-table.ts';
import { wait } from './wait.ts';

/** What a kill is aimed at: one start of one server. */
export interface Target {
  /** Every process with this mark in its environment. */
  readonly mark: string;
  /** The process that we started, as the leader of a session and group of its own; null when unknown. */
  readonly root: Found | null;
  /** The kernel's own list of the tree, where there is a control group for it. */
  readonly tree?: KernelTree | null;
}

/** A control group that holds one tree, whatever its processes do. */
export interface KernelTree {
  /** Live processes in it; empty when it is gone. */
  pids(): readonly number[];
  kill(): void;
}

/** A process that a kill found, remembered with its start time so that a reused pid is never hit. */
export interface Found {
  readonly pid: number;
  /** Null where the system has no /proc. */
  readonly startTicks: number | null;
}

/** Between two scans, long enough for a killed process to be gone from the table. */
const SCAN_PAUSE_MS = 20;

/**
 * All live processes of a target, by four ways that miss different things (measured): the group misses what called
 * setsid, the walk misses what was re-parented, the mark misses what cleared its environment, and a control group can
 * be had on few machines.
 *
 * A number is no proof of who bears it: a pid counts with its start time. A group's number stays with the group while
 * any member lives, and after that may become a stranger's, who may have ended too and left members of his own. So a
 * group counts only while at least one member of it is ours for another reason: our leader with its start time, one with
 * the mark, or one of `known`. Being in the group, or being younger than its first leader, proves nothing by itself.
 */
export async function findTree(target: Target, known: readonly Found[] = []): Promise<Found[]> {
  const table = await readProcessTable();
  // Two looks of some milliseconds each, which fifty ladders share: not both in one turn of the event loop.
  await nextTurn();
  const beyond = untouchable(table);
  const roots = target.root === null ? known : [target.root, ...known];
  const ours = [
    ...roots.filter((one) => isSame(table, one)).map(({ pid }) => pid),
    ...readMarkedAs(target.mark),
    ...(target.tree?.pids() ?? []),
  ];
  const children = indexChildren(table);
  const pids = new Set(ours);
  for (const pid of ours) {
    if (!beyond.has(pid)) for (const child of descendants(table, pid, children)) pids.add(child);
  }
  for (const member of membersOfGroup(table, target.root?.pid ?? null, pids)) pids.add(member);
  return [...pids]
    .filter((pid) => !beyond.has(pid))
    .map((pid) => ({
      pid,
      startTicks: table.get(pid)?.startTicks ?? readProcessEntry(pid)?.startTicks ?? null,
    }));
}

/** Of a group that one of `ours` is in; empty for any other. */
function membersOfGroup(
  table: ProcessTable,
  pgid: number | null,
  ours: ReadonlySet<number>,
): readonly number[] {
  const members = pgid === null ? [] : (indexGroups(table).get(pgid) ?? []);
  return members.some((pid) => ours.has(pid)) ? members : [];
}

/**
 * Who is in the group of a process that has ended in this very moment: all are its own, for no system gives a number
 * out again that fast. What is found is good as `known` later, when the number itself proves nothing any more. The look
 * is left for the next turn of the event loop, so that fifty ends that come together are all told before it, and share it.
 */
export async function findOrphans(pgid: number): Promise<Found[]> {
  const table = await readProcessTableSince(performance.now());
  const beyond = untouchable(table);
  return (indexGroups(table).get(pgid) ?? [])
    .filter((pid) => !beyond.has(pid))
    .map((pid) => ({ pid, startTicks: table.get(pid)?.startTicks ?? null }));
}

/** Who is never signalled, whatever a record or a mark says: init, this process, and all that it descends from. */
export function untouchable(table: ProcessTable): ReadonlySet<number> {
  const pids = new Set([0, 1]);
  for (let pid = process.pid; !pids.has(pid); pid = table.get(pid)?.ppid ?? 0) pids.add(pid);
  return pids;
}

/**
 * Sends SIGKILL to a whole tree again and again until two scans in a row find nothing, or until `limitMs` has passed
 * (a process in an uninterruptible wait can't be killed). Returns every process that was hit, and what is left. A look
 * that fails is taken again; rejects when even the last one does.
 */
export async function killTree(
  target: Target,
  options: { readonly clock: Clock; readonly limitMs: number; readonly known?: readonly Found[] },
): Promise<{ killed: Found[]; left: Found[] }> {
  const killed = new Map<string, Found>();
  const startedAt = options.clock.monotonic();
  let known = options.known ?? [];
  let emptyScans = 0;
  for (;;) {
    const isLate = options.clock.monotonic() - startedAt > options.limitMs;
    try {
      const found = await findTree(target, known);
      emptyScans = found.length === 0 ? emptyScans + 1 : 0;
      if (emptyScans === 2) return { killed: [...killed.values()], left: [] };
      if (found.length > 0) target.tree?.kill();
      for (const one of found) {
        if (signal(one, 'SIGKILL')) killed.set(`${one.pid}:${one.startTicks}`, one);
      }
      if (isLate) return { killed: [...killed.values()], left: found };
      known = [...known, ...found];
    } catch (error) {
      // The next look may do; without one there is no telling what is left.
      if (isLate) throw error;
    }
    await wait(options.clock, SCAN_PAUSE_MS);
  }
}

/**
 * SIGKILL to a group that is surely ours: its leader is a child of ours that was not reaped, or was reaped in this very
 * moment. False when nobody was in it.
 */
export function killGroup(pgid: number): boolean {
  try {
    return process.kill(-pgid, 'SIGKILL');
  } catch (error) {
    // Nobody is in it, or nobody that is not over.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')))
      throw error;
    return false;
  }
}

/** Sends a signal to one process if it is still the one that was found. False when it was gone or not ours. */
export function signal(one: Found, name: NodeJS.Signals): boolean {
  if (!isStillThere(one)) return false;
  try {
    return process.kill(one.pid, name);
  } catch (error) {
    // ESRCH: it ended by itself. EPERM: it changed its user; the caller's next scan still shows it.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
      return false;
    throw error;
  }
}

/** Whether that very process lives. Without /proc there is only its pid to go by, and this says yes. */
export function isStillThere({ pid, startTicks }: Found): boolean {
  if (!hasProc) return pid > 1;
  return startTicks !== null && readProcessEntry(pid)?.startTicks === startTicks;
}

/** As {@link isStillThere}, by a table. */
export function isSame(table: ProcessTable, { pid, startTicks }: Found): boolean {
  const entry = table.get(pid);
  if (entry === undefined) return false;
  return hasProc ? startTicks !== null && entry.startTicks === startTicks : true;
}
