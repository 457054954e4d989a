import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import psList from 'ps-list';
import { MARK_VARIABLE } from './mark.ts';

/** One process of the machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly ppid: number;
  /** Process group; null where the system's list does not tell. */
  readonly pgid: number | null;
  /** Start time in clock ticks since boot (field 22 of /proc/PID/stat); with the pid it names one process. */
  readonly startTicks: number | null;
}

export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

/** Whether processes have start times here, and environments that can be read. */
export const hasProc = process.platform === 'linux';

/**
 * All processes of the machine but zombies, which hold nothing and only wait for their parent. On Linux one pass over
 * /proc (measured: 1.9 ms at 145 processes, where ps-list takes 28 ms and starts two processes); ps-list elsewhere.
 */
export function readProcessTable(): Promise<ProcessTable> {
  return shared.table();
}

/** One that was read after this moment (`performance.now()`), in a turn of the event loop to come. */
export async function readProcessTableSince(momentMs: number): Promise<ProcessTable> {
  await nextTurn();
  return shared.table(momentMs);
}

async function readTable(): Promise<ProcessTable> {
  const table = new Map<number, ProcessEntry>();
  if (hasProc) {
    for (const pid of listPids()) {
      const entry = readProcessEntry(pid);
      if (entry !== null) table.set(pid, entry);
    }
    return table;
  }
  const unknown = { pgid: null, startTicks: null };
  for (const { pid, ppid } of await psList()) table.set(pid, { pid, ppid, ...unknown });
  return table;
}

/** One process; null when it is gone, a zombie, or when this system has no /proc. */
export function readProcessEntry(pid: number): ProcessEntry | null {
  const stat = readProc(pid, 'stat');
  if (stat === null) return null;
  // The name, in parentheses, may hold anything, parentheses and spaces too: fields are counted from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return {
    pid,
    ppid: Number(fields[1]),
    pgid: Number(fields[2]),
    startTicks: Number(fields[19]),
  };
}

/** Program and arguments as the process has them now; null when it is gone, shows none, or when this system has no /proc. */
export function readCommandLine(pid: number): string[] | null {
  const line = readProc(pid, 'cmdline');
  // Each argument ends in a NUL; a program that writes itself a title may leave several, or none.
  return line === null || line === '' ? null : line.replace(/\0+$/, '').split('\0');
}

/** Pids and marks of the live processes whose environment mark begins with `prefix`; empty without /proc. */
export function readMarked(prefix: string): readonly { pid: number; mark: string }[] {
  return shared.marked().filter(({ mark }) => mark.startsWith(prefix));
}

/** Pids of the live processes with exactly this mark. */
export function readMarkedAs(mark: string): readonly number[] {
  return shared
    .marked()
    .filter((one) => one.mark === mark)
    .map(({ pid }) => pid);
}

function readAllMarked(): readonly { pid: number; mark: string }[] {
  if (!hasProc) return [];
  const found: { pid: number; mark: string }[] = [];
  for (const pid of listPids()) {
    const mark = readMark(pid);
    if (mark !== null && readProcessEntry(pid) !== null) found.push({ pid, mark });
  }
  return found;
}

/** The environment mark that the process was started with; null without one, when it is gone, or without /proc. */
export function readMark(pid: number): string | null {
  const needle = `${MARK_VARIABLE}=`;
  const environment = readProc(pid, 'environ');
  if (environment === null || !environment.includes(needle)) return null;
  const mark = environment.split('\0').find((variable) => variable.startsWith(needle));
  return mark?.slice(needle.length) ?? null;
}

/** Twenty ladders that scan in the same moment look once: half of the pause between two scans of one ladder. */
const SHARED_MS = 10;

const shared = { table: shareForMoment(readTable), marked: shareForMoment(readAllMarked) };

function shareForMoment<Value>(read: () => Value): (notBeforeMs?: number) => Value {
  let last: { readonly value: Value; readonly begunMs: number; readonly atMs: number } | null = null;
  return (notBeforeMs = 0) => {
    const nowMs = performance.now();
    if (last === null || nowMs - last.atMs > SHARED_MS || last.begunMs < notBeforeMs) {
      const value = read();
      last = { value, begunMs: nowMs, atMs: performance.now() };
    }
    return last.value;
  };
}

/** Names this boot of the machine, so that a record of an older one is never taken for a live process. */
export function readBootId(): string {
  if (!hasProc) return 'unknown';
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

export type PidsBy = ReadonlyMap<number, readonly number[]>;

/** By parent. */
export const indexChildren = indexOnce(({ ppid }) => ppid);

/** By process group. */
export const indexGroups = indexOnce(({ pgid }) => pgid);

/** Made once for a table, however many ask: fifty ladders look at the same one. */
function indexOnce(keyOf: (entry: ProcessEntry) => number | null): (table: ProcessTable) => PidsBy {
  const indexes = new WeakMap<ProcessTable, PidsBy>();
  return (table) => {
    const known = indexes.get(table);
    if (known !== undefined) return known;
    const index = new Map<number, number[]>();
    for (const entry of table.values()) {
      const key = keyOf(entry);
      if (key === null) continue;
      const pids = index.get(key);
      if (pids === undefined) index.set(key, [entry.pid]);
      else pids.push(entry.pid);
    }
    indexes.set(table, index);
    return index;
  };
}

/** The pid itself and all that descend from it by parent. Empty when the pid is not in the table. */
export function descendants(table: ProcessTable, root: number, children = indexChildren(table)): number[] {
  return table.has(root) ? walkDown(root, children) : [];
}

/** The pid and all below it. */
export function walkDown(root: number, children: PidsBy): number[] {
  const found = [root];
  // A table is not read in one instant, so a reused pid could close a circle: each pid is taken once.
  const seen = new Set(found);
  for (const pid of found) {
    for (const child of children.get(pid) ?? []) {
      if (seen.has(child)) continue;
      seen.add(child);
      found.push(child);
    }
  }
  return found;
}

function listPids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function readProc(pid: number, file: 'stat' | 'environ' | 'cmdline'): string | null {
  try {
    // Node reads a whole file as UTF-8 in one call of its own; other encodings take twice the time (measured).
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    // ENOENT and ESRCH: it ended while we looked. EACCES and EPERM: another user's, never one of ours.
    if (error instanceof Error && 'code' in error && EXPECTED.has(String(error.code))) return null;
    throw error;
  }
}

const EXPECTED = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);
