import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Of a look at every open file of the machine, how much is done in one turn of the event loop. */
const TURN_MS = 10;

/** Which processes hold sockets, by inode: those among /proc/PID/fd that may be read, our own user's as a rule. */
export async function processesOfSockets(inodes: ReadonlySet<string>): Promise<Map<string, number[]>> {
  const owners = new Map<string, number[]>();
  let turnBegan = performance.now();
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    for (const link of openFiles(pid)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      if (inode === undefined || !inodes.has(inode)) continue;
      const pids = owners.get(inode) ?? [];
      if (!pids.includes(pid)) pids.push(pid);
      owners.set(inode, pids);
    }
    if (performance.now() - turnBegan > TURN_MS) {
      await nextTurn();
      turnBegan = performance.now();
    }
  }
  return owners;
}

function openFiles(pid: number): string[] {
  const links: string[] = [];
  try {
    for (const name of readdirSync(`/proc/${pid}/fd`)) links.push(readlinkSync(`/proc/${pid}/fd/${name}`));
  } catch (error) {
    // It ended, closed a file while we looked, or is another user's: what was read until then counts.
    if (!(error instanceof Error && 'code' in error && PASSING.has(String(error.code)))) throw error;
  }
  return links;
}

const PASSING = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);
