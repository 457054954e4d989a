import type { Clock } from '../ports.ts';
import {
  descendants,
  type ProcessTable,
  readMarked,
  readProcessEntry,
  readProcessTable,
} from './process-table.ts';
import { wait } from './wait.ts';

/** What a kill is aimed at: one start of one server, or all that a mark prefix covers. */
export interface Target {
  /** Every process whose environment mark begins with this. */
  readonly markPrefix: string;
  /** The process that we started, as the leader of a group of its own; null when unknown. */
  readonly root: { readonly pid: number; readonly startTicks: number | null } | null;
}

/** A process that a kill found, remembered with its start time so that a reused pid is never hit. */
export interface Found {
  readonly pid: number;
  readonly startTicks: number | null;
}

/** Between two scans, long enough for a killed process to be gone from the table. */
const SCAN_PAUSE_MS = 20;

/**
 * All live processes of a target, by three ways that miss different things (measured): the group misses what called
 * setsid, the walk misses what was re-parented, the mark misses what cleared its environment.
 */
export async function findTree(target: Target, known: readonly Found[] = []): Promise<Found[]> {
  const table = await readProcessTable();
  const pids = new Set<number>();
  for (const { pid } of readMarked(target.markPrefix)) pids.add(pid);
  if (target.root !== null) {
    const { pid, startTicks } = target.root;
    if (isSame(table, target.root)) for (const child of descendants(table, pid)) pids.add(child);
    if (process.platform !== 'win32' && groupIsOurs(table, pid, startTicks)) {
      for (const entry of table.values()) if (entry.pgid === pid) pids.add(entry.pid);
    }
  }
  for (const one of known) {
    if (isSame(table, one)) for (const child of descendants(table, one.pid)) pids.add(child);
  }
  pids.delete(process.pid);
  return [...pids].map((pid) => ({
    pid,
    startTicks: table.get(pid)?.startTicks ?? readProcessEntry(pid)?.startTicks ?? null,
  }));
}

/**
 * Sends SIGKILL to a whole tree again and again until two scans in a row find nothing, or until `limitMs` has passed
 * (a process in an uninterruptible wait can't be killed). Returns every process that was hit, and what is left.
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
    const found = await findTree(target, known);
    emptyScans = found.length === 0 ? emptyScans + 1 : 0;
    if (emptyScans === 2) return { killed: [...killed.values()], left: [] };
    for (const one of found) {
      if (signal(one, 'SIGKILL')) killed.set(`${one.pid}:${one.startTicks}`, one);
    }
    if (options.clock.monotonic() - startedAt > options.limitMs)
      return { killed: [...killed.values()], left: found };
    known = [...known, ...found];
    await wait(options.clock, SCAN_PAUSE_MS);
  }
}

/** Sends a signal to one process if it is still the one that was found. False when it was gone or not ours. */
export function signal(one: Found, name: NodeJS.Signals): boolean {
  if (one.startTicks !== null && readProcessEntry(one.pid)?.startTicks !== one.startTicks) return false;
  try {
    return process.kill(one.pid, name);
  } catch (error) {
    // ESRCH: it ended by itself. EPERM: it changed its user; the caller's next scan still shows it.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
      return false;
    throw error;
  }
}

function isSame(table: ProcessTable, one: Found): boolean {
  const entry = table.get(one.pid);
  return entry !== undefined && (one.startTicks === null || entry.startTicks === one.startTicks);
}

/** The kernel gives a pid to nobody while a group bears it; only a leader with another start time means a new group. */
function groupIsOurs(table: ProcessTable, pgid: number, startTicks: number | null): boolean {
  const leader = table.get(pgid);
  return leader === undefined || startTicks === null || leader.startTicks === startTicks;
}
