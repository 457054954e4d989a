import { readdirSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { attempt, type Missing } from './read-file.ts';

/** The TCP and UDP sockets of the machine, by the inode that a process's open files name. */
export interface SocketTables {
  /**
   * How many of them the process holds; null when the system does not tell.
   * @param rest gives way to other work; called now and then, for a process may have thousands of files open
   */
  countOf(pid: number, rest?: () => Promise<void>): Promise<number | null>;
}

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'];
/** A socket that was connected only after a look had found it in no table is found within this time. */
const READ_ANYWAY_MS = 10 * 60_000;

/** About a millisecond of work. */
const LINKS_AT_ONCE = 256;

/** One network namespace. */
interface Namespace {
  /** Of the sockets that processes had: whether they are in a table. */
  readonly known: Map<string, boolean>;
  readonly readAtMs: number;
}

/**
 * Reads the tables of this process's network namespace, and those of others when a process is in one; only when there is
 * a socket that no look has met before, for the kernel walks its whole hash table for it: 11 ms here, however few sockets
 * there are (measured). For once a minute, and off the loop. Call the result for each look.
 */
export function createSocketLooks(): (atMs: number) => SocketTables {
  let namespaces = new Map<string, Namespace>();
  return (atMs) => {
    const tables = new Map<string, Promise<ReadonlySet<string>>>();
    const next = new Map<string, Namespace>();
    const before = namespaces;
    namespaces = next;
    return {
      async countOf(pid, rest = async () => {}) {
        const links = await socketLinks(pid, rest);
        if (links === 'gone' || links === 'denied') return null;
        if (links.size === 0) return 0;
        const name = attempt(() => readlinkSync(`/proc/${pid}/ns/net`));
        if (name === 'gone' || name === 'denied') return null;
        const old = before.get(name);
        const isFresh = old !== undefined && atMs - old.readAtMs < READ_ANYWAY_MS;
        const namespace = next.get(name) ?? { known: new Map(), readAtMs: isFresh ? old.readAtMs : atMs };
        next.set(name, namespace);
        let count = 0;
        for (const inode of links) {
          let isListed = namespace.known.get(inode) ?? (isFresh ? old.known.get(inode) : undefined);
          if (isListed === undefined) {
            const table = tables.get(name) ?? readInodes(pid);
            tables.set(name, table);
            isListed = (await table).has(inode);
          }
          namespace.known.set(inode, isListed);
          if (isListed) count += 1;
        }
        return count;
      },
    };
  };
}

/** The inodes of all its sockets, those of pipes to its parent among them. */
async function socketLinks(pid: number, rest: () => Promise<void>): Promise<ReadonlySet<string> | Missing> {
  const names = attempt(() => readdirSync(`/proc/${pid}/fd`));
  if (names === 'gone' || names === 'denied') return names;
  const inodes = new Set<string>();
  for (const [at, name] of names.entries()) {
    const link = attempt(() => readlinkSync(`/proc/${pid}/fd/${name}`));
    if (link.startsWith('socket:[')) inodes.add(link.slice('socket:['.length, -1));
    if (at % LINKS_AT_ONCE === LINKS_AT_ONCE - 1) await rest();
  }
  return inodes;
}

async function readInodes(pid: number): Promise<ReadonlySet<string>> {
  const inodes = new Set<string>();
  for (const name of TABLES) {
    for (const inode of inodesIn(await readIfThere(`/proc/${pid}/net/${name}`))) inodes.add(inode);
  }
  return inodes;
}

/** The inodes in the text of /proc/net/tcp and the like. One that has none any more (TIME_WAIT) says 0, as nobody's. */
export function inodesIn(table: string): string[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => line.trim().split(/\s+/)[9] ?? [])
    .filter((inode) => inode !== '0');
}

/** A machine without IPv6 has no tcp6, and the process may have ended. */
async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ABSENT.has(String(error.code))) return '';
    throw error;
  }
}

const ABSENT = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL']);
