import { stat } from 'node:fs/promises';

/** What a file was like at one look; equal texts mean that nothing has changed. */
export type Stamp = string;

/** Of a path where nothing is, or nothing that may be looked at. */
export const ABSENT: Stamp = 'absent';

/**
 * A file with its size, mode, change and the time of that; of a folder only that it is there, since what happens in it
 * says nothing.
 */
export async function stampOf(path: string): Promise<Stamp> {
  const found = await stat(path).catch(() => null);
  if (found === null) return ABSENT;
  if (!found.isFile()) return 'folder';
  return `${found.ino} ${found.size} ${found.mode} ${found.mtimeMs} ${found.ctimeMs}`;
}

export async function stampsOf(paths: Iterable<string>): Promise<Map<string, Stamp>> {
  return new Map(await Promise.all([...paths].map(async (path) => [path, await stampOf(path)] as const)));
}

/** The first path whose stamp is not the same in both. */
export function firstDifference(
  before: ReadonlyMap<string, Stamp>,
  after: ReadonlyMap<string, Stamp>,
): string | null {
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(path) !== after.get(path)) return path;
  }
  return null;
}
