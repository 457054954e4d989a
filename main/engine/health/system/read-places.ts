import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import type { Clock } from '../../ports.ts';
import { bounded } from '../bounded.ts';
import type { DiskFacts, FolderFacts } from './system-facts.ts';

/** A folder that Signalbox keeps things in, and what for in a word: "state", "logs". */
export interface Place {
  readonly name: string;
  readonly path: string;
}

interface PlaceLook {
  readonly folder: FolderFacts;
  readonly disk: { readonly device: number; readonly freeBytes: number; readonly totalBytes: number } | null;
}

/** A folder on a network that is away answers no question at all. */
const PATIENCE_MS = 10_000;

/**
 * Makes a function that looks at folders and at files that are to be private. It never rejects: what can't be looked at
 * can't be written. A question that was not answered in time is not put a second time before it is. With the signal it
 * waits no longer.
 */
export function createPlaceReader(
  clock: Clock,
  places: readonly Place[],
  files: readonly string[],
  signal: AbortSignal,
): () => Promise<{ readonly disks: readonly DiskFacts[]; readonly folders: readonly FolderFacts[] }> {
  const asked = new Map<string, Promise<PlaceLook | null>>();

  async function ask(
    path: string,
    look: (path: string) => Promise<PlaceLook | null>,
  ): Promise<PlaceLook | null> {
    const pending = asked.get(path) ?? look(path).finally(() => asked.delete(path));
    asked.set(path, pending);
    return bounded(clock, PATIENCE_MS, pending, {
      late: unusable(path, 'it does not answer within 10 s'),
      signal,
    });
  }

  return async () => {
    const looks = await Promise.all(places.map(({ path }) => ask(path, lookAtFolder)));
    const fileLooks = await Promise.all(files.map((path) => ask(path, lookAtFile)));
    const disks = new Map<number, DiskFacts>();
    for (const [at, look] of looks.entries()) {
      const name = places[at]?.name;
      if (look?.disk == null || name === undefined) continue;
      const { device, freeBytes, totalBytes } = look.disk;
      disks.set(device, { holds: [...(disks.get(device)?.holds ?? []), name], freeBytes, totalBytes });
    }
    const folders = [...looks, ...fileLooks].filter((look) => look !== null).map(({ folder }) => folder);
    return { disks: [...disks.values()], folders };
  };
}

async function lookAtFolder(path: string): Promise<PlaceLook> {
  try {
    const [{ mode, dev }, { bavail, blocks, bsize }] = await Promise.all([stat(path), statfs(path)]);
    const folder = {
      path,
      unwritable: await whyNot(path, constants.W_OK | constants.X_OK),
      others: othersMay(mode),
    };
    return { folder, disk: { device: dev, freeBytes: bavail * bsize, totalBytes: blocks * bsize } };
  } catch (error) {
    return unusable(path, sayCode(error));
  }
}

/** Null for one that is not there: it is made when it is needed. */
async function lookAtFile(path: string): Promise<PlaceLook | null> {
  try {
    const { mode } = await stat(path);
    return {
      folder: { path, unwritable: await whyNot(path, constants.W_OK), others: othersMay(mode) },
      disk: null,
    };
  } catch (error) {
    return isMissing(error) ? null : unusable(path, sayCode(error));
  }
}

function unusable(path: string, unwritable: string): PlaceLook {
  return { folder: { path, unwritable, others: null }, disk: null };
}

async function whyNot(path: string, mode: number): Promise<string | null> {
  try {
    await access(path, mode);
    return null;
  } catch (error) {
    return sayCode(error);
  }
}

function othersMay(mode: number): FolderFacts['others'] {
  if (process.platform === 'win32') return null;
  if ((mode & 0o022) !== 0) return 'write';
  return (mode & 0o055) === 0 ? 'nothing' : 'read';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function sayCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOENT':
      return 'it is not there';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'its file system is read-only';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
