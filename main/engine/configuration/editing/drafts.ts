import { randomUUID } from 'node:crypto';
import { readdir, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const REST = /^\.(?:(\d+)\.)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.tmp$/;

/** Where the next text of a file is written before it takes the file's place; beside it, so that both are on one disk. */
export function draftName(target: string): string {
  return `${target}.${process.pid}.${randomUUID()}.tmp`;
}

/**
 * Takes up what saves have left beside the file that were killed half-way: its own new text, whole or not, or the text
 * that it had just taken the place of. Each is given to `keep` and then removed; those of processes that live are left.
 * @returns how many there were
 */
export async function takeUpDrafts(file: string, keep: (text: string) => Promise<unknown>): Promise<number> {
  const target = await realpath(file).catch(() => file);
  const names = await readdir(dirname(target)).catch(() => []);
  let taken = 0;
  for (const name of names) {
    if (!name.startsWith(basename(target))) continue;
    const match = REST.exec(name.slice(basename(target).length));
    if (match === null || isAnothers(Number(match[1] ?? 0))) continue;
    const draft = join(dirname(target), name);
    const text = await readFile(draft, 'utf8');
    if (text !== '') await keep(text);
    await rm(draft, { force: true });
    taken += 1;
  }
  return taken;
}

/** A draft of our own number is from a process before us: this one has not saved yet. */
function isAnothers(pid: number): boolean {
  if (pid === 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
