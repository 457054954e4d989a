import { readFileSync } from 'node:fs';

/** A process is seldom further than this from the program that a person started. */
const MAX_ANCESTORS = 12;

/** The names of the processes that this one descends from, the nearest first; none where the system has no `/proc`. */
export function ancestorNames(parentPid: number = process.ppid): readonly string[] {
  const names: string[] = [];
  for (let pid = parentPid; pid > 1 && names.length < MAX_ANCESTORS; ) {
    const found = nameAndParent(pid);
    if (found === null) break;
    names.push(found.name);
    pid = found.parentPid;
  }
  return names;
}

function nameAndParent(pid: number): { readonly name: string; readonly parentPid: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets, and may have brackets in it.
    const end = stat.lastIndexOf(')');
    const parentPid = Number(stat.slice(end + 2).split(' ')[1]);
    return { name: stat.slice(stat.indexOf('(') + 1, end), parentPid };
  } catch (error) {
    // Ended in this moment, another user's, or a system without /proc.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
