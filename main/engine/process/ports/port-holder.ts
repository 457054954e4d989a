import { networkInterfaces } from 'node:os';
import { basename } from 'node:path';
import type { PortHolder } from '#contract/server.ts';
import { serverOfMark } from '../mark.ts';
import { readCommandLine, readMarked, readProcessEntry } from '../process-table.ts';
import { readListeners } from './listeners.ts';

/** Who holds a port, and whose it is. */
export interface HolderFound extends PortHolder {
  /** The server of this home that it belongs to; null for a stranger. */
  readonly server: string | null;
}

/**
 * Who listens where a server of this host and port would; null for nobody. A process is ours when its environment
 * carries a mark of this home.
 */
export async function findPortHolder(
  port: number,
  host: string,
  homePrefix: string,
): Promise<HolderFound | null> {
  const listeners = (await readListeners(port)).filter(({ address }) => collides(address, host));
  if (listeners.length === 0) return null;
  // Workers share the socket of the process that opened it, which is the oldest.
  const pid = oldest(listeners.flatMap(({ pids }) => pids));
  if (pid === null) return { port, pid: null, command: null, ours: false, server: null };
  const mark = readMarked(homePrefix).find((one) => one.pid === pid)?.mark;
  const server = mark === undefined ? null : serverOfMark(mark);
  return { port, pid, command: shortCommand(pid), ours: server !== null, server };
}

/** Host and port of a URL that is on this machine; null for one that is elsewhere. */
export function localPortOf(url: string): { readonly host: string; readonly port: number } | null {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const isLocal =
    ALL.has(host) ||
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    own.some((one) => one.address === host);
  if (!isLocal && !host.startsWith('127.')) return null;
  return { host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

const ALL: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Whether a socket on `address` is met by who asks for `host`, or keeps a server of `host` from its port. */
export function collides(address: string, host: string): boolean {
  if (ALL.has(address) || ALL.has(host) || address === host) return true;
  // It may stand for either of the two, and whoever listens on one of them may be the one that answers.
  return !isAddress(host) && (address === '::1' || address.startsWith('127.'));
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^[\d.]+$/.test(host);
}

function oldest(pids: readonly number[]): number | null {
  const byAge = [...pids].sort((a, b) => ticksOf(a) - ticksOf(b));
  return byAge[0] ?? null;
}

function ticksOf(pid: number): number {
  return readProcessEntry(pid)?.startTicks ?? Number.MAX_SAFE_INTEGER;
}

/**
 * What a person knows it by, `node server.js` or `python3 -m http.server`: the program and what it runs. The rest of its
 * arguments stays out, for it may hold secrets. Null where there is no /proc.
 */
function shortCommand(pid: number): string | null {
  const [program, first, second] = readCommandLine(pid) ?? [];
  if (program === undefined) return null;
  const name = basename(program);
  if (first === '-m' && second) return `${name} -m ${second}`;
  return first && !first.startsWith('-') ? `${name} ${basename(first)}` : name;
}
