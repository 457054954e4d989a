import { existsSync } from 'node:fs';
import { readText } from './read-file.ts';

/** So many pids are looked up one by one, 28 µs each; for more a list of all is cheaper, 1 ms for 370 (both measured). */
const MAX_CANDIDATES = 32;
/** Between two reads of one look so many may have been handed out; more says that the number is not this machine's. */
const PLAUSIBLE_LEAD = 1_000;

/**
 * Tells which pids may be new by the last one that the kernel handed out, the last field of /proc/loadavg: on a machine
 * at rest there is none, and a look at all of /proc is spared. They are handed out in turn, so that a pid which is used
 * again lies in the same range. In some containers that number is made up; then it is not trusted any more.
 */
export interface NewPids {
  /** Those since the call before the last one, for a pid is handed out a moment before its process can be seen; null when all must be looked at. */
  candidates(): readonly number[] | null;
  /** These turned out to be new in a look at all. */
  verify(found: readonly number[]): void;
}

export function watchNewPids(readLast: () => number | null = readLastPid): NewPids {
  let beforeLast: number | null = null;
  let last: number | null = null;
  let isTrusted = true;
  return {
    candidates() {
      const now = isTrusted ? readLast() : null;
      const from = beforeLast;
      beforeLast = last;
      last = now;
      if (now === null || from === null || now < from || now - from > MAX_CANDIDATES) return null;
      return Array.from({ length: now - from }, (_, at) => from + 1 + at);
    },
    verify(found) {
      if (beforeLast === null || last === null || last < beforeLast) return;
      const [lowest, highest] = [beforeLast, last + PLAUSIBLE_LEAD];
      isTrusted &&= found.every((pid) => pid > lowest && pid <= highest);
    },
  };
}

function readLastPid(): number | null {
  const text = readText('/proc/loadavg');
  const last = Number(text?.slice(text.lastIndexOf(' ')));
  return Number.isInteger(last) && last > 0 ? last : null;
}

/** Whether the number is that of a process, and not of one of its threads, which have numbers of the same kind. */
export function isProcess(pid: number): boolean {
  const path = `/proc/${pid}/status`;
  // Most are gone again, and a read that fails costs much more than this.
  return existsSync(path) && readText(path)?.includes(`\nTgid:\t${pid}\n`) === true;
}
