import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { processesOfSockets } from './socket-owners.ts';

/** A socket that waits for connections. One that is closing (TIME_WAIT) or connected is none. */
export interface Listener {
  /** As Node writes addresses: `127.0.0.1`, `::1`, and `0.0.0.0` or `::` for all of the machine's. */
  readonly address: string;
  readonly port: number;
  /** Empty where the system does not tell, as for another user's. */
  readonly pids: readonly number[];
}

/** The sockets of this machine that listen on a TCP port. Rejects when the system can't be asked. */
export async function readListeners(port: number): Promise<Listener[]> {
  switch (process.platform) {
    case 'linux':
      return readFromProc(port);
    case 'win32':
      return parseNetstat(await run('netstat', ['-ano']), port);
    default:
      return parseLsof(await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpn']), port);
  }
}

async function readFromProc(port: number): Promise<Listener[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readIfThere(`/proc/net/${name}`)));
  const sockets = tables.flatMap((table) => parseProcNet(table, port));
  if (sockets.length === 0) return [];
  const owners = await processesOfSockets(new Set(sockets.map(({ inode }) => inode)));
  return sockets.map(({ address, inode }) => ({ address, port, pids: owners.get(inode) ?? [] }));
}

/** A machine without IPv6 has no tcp6. */
async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** TCP_LISTEN in the kernel's own numbering (include/net/tcp_states.h). */
const LISTEN = '0A';

/** The listening sockets of a port in the text of /proc/net/tcp or tcp6. */
export function parseProcNet(table: string, port: number): { address: string; inode: string }[] {
  const found: { address: string; inode: string }[] = [];
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [hexAddress, hexPort] = (fields[1] ?? '').split(':');
    const inode = fields[9];
    if (fields[3] !== LISTEN || hexAddress === undefined || inode === undefined) continue;
    if (Number.parseInt(hexPort ?? '', 16) === port) found.push({ address: addressOf(hexAddress), inode });
  }
  return found;
}

/** The kernel prints each 32-bit word of an address as a number of this machine, which on all of ours is little-endian. */
function addressOf(hex: string): string {
  const bytes = [...hex.matchAll(/.{8}/g)].flatMap(([word]) =>
    [...word.matchAll(/../g)].map(([byte]) => Number.parseInt(byte, 16)).reverse(),
  );
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1';
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  const words = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0));
  return words.map((word) => word.toString(16)).join(':');
}

/** What `lsof -Fpn` says: a `p` line for each process, and after it an `n` line for each of its sockets. */
export function parseLsof(text: string, port: number): Listener[] {
  const found: Listener[] = [];
  let pid = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line.startsWith('n')) found.push({ address: plainAddress(line.slice(1)), port, pids: [pid] });
  }
  return found;
}

/** What `netstat -ano` says. Its words are in the language of the system, so a listener is told by its partner, port 0. */
export function parseNetstat(text: string, port: number): Listener[] {
  const found: Listener[] = [];
  for (const line of text.split('\n')) {
    const [protocol, local = '', partner = '', , pid] = line.trim().split(/\s+/);
    if (protocol !== 'TCP' || !local.endsWith(`:${port}`) || !partner.endsWith(':0')) continue;
    found.push({ address: plainAddress(local), port, pids: [Number(pid)] });
  }
  return found;
}

/** `[::1]:80`, `*:80` or `127.0.0.1:80` without the port. */
function plainAddress(text: string): string {
  const host = text.slice(0, text.lastIndexOf(':'));
  return host === '*' ? '::' : host.replace(/^\[(.*)\]$/, '$1');
}

/** A system tool that hangs holds nothing up for longer. */
const TOOL_LIMIT_MS = 5_000;

async function run(command: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      timeout: TOOL_LIMIT_MS,
      windowsHide: true,
    });
    return stdout;
  } catch (error) {
    // lsof says with 1 that it found nothing.
    if (error instanceof Error && 'code' in error && error.code === 1) return '';
    throw error;
  }
}
