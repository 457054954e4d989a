import { readdirSync, readFileSync } from 'node:fs';

/** A live process as /proc shows it. */
export interface LiveProcess {
  readonly pid: number;
  readonly commandLine: string;
  /** The mark in its environment, `<home>/<engine run>/<server>/<nonce>`; null without one. */
  readonly mark: string | null;
  /** The server that its mark names; null without one. */
  readonly server: string | null;
}

/** Whether the process runs. A zombie is gone: it holds nothing and waits for its parent. */
export function isAlive(pid: number): boolean {
  const state = stat(pid)?.[0];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** Field 22 of /proc/PID/stat. Throws for a process that is gone. */
export function startTicks(pid: number): number {
  const ticks = stat(pid)?.[19];
  if (ticks === undefined) throw new Error(`there is no process ${pid}`);
  return Number(ticks);
}

/**
 * Every live process of a home: engines by the folder in their environment, servers by their mark, guards by the mark
 * prefix on their command line.
 */
export function processesOf(folder: string, homeId: string): LiveProcess[] {
  const found: LiveProcess[] = [];
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    if (pid === process.pid || !isAlive(pid)) continue;
    const environment = read(pid, 'environ').split('\0');
    const commandLine = read(pid, 'cmdline').replaceAll('\0', ' ').trim();
    const mark = environment.find((one) => one.startsWith(`SIGNALBOX_MARK=${homeId}/`))?.slice(15) ?? null;
    const isOfHome = mark !== null || environment.includes(`SIGNALBOX_HOME=${folder}`);
    if (!isOfHome && !commandLine.includes(`signalbox-guard ${homeId}/`)) continue;
    found.push({ pid, commandLine, mark, server: mark?.split('/')[2] ?? null });
  }
  return found;
}

/** Live processes with this text on their command line. */
export function pidsNaming(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && read(pid, 'cmdline').includes(text) && isAlive(pid));
}

/** The fields of /proc/PID/stat from the third on: the second, the name, may hold anything. */
function stat(pid: number): string[] | null {
  const text = read(pid, 'stat');
  return text === '' ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Empty for a process that is gone, or that is another user's. */
function read(pid: number, file: 'stat' | 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return '';
    throw error;
  }
}
