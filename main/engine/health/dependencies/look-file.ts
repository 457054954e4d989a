import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Clock } from '../../ports.ts';
import { type Found, sayFailure, stopwatch } from './found.ts';

/** Whether a file or a folder is there and may be read, and written where that is asked for. Nothing is written. */
export async function lookFile(
  { path, writable }: { readonly path: string; readonly writable: boolean },
  clock: Clock,
): Promise<Found> {
  const took = stopwatch(clock);
  try {
    const isFolder = (await stat(path)).isDirectory();
    const mode = constants.R_OK | (writable ? constants.W_OK : 0) | (isFolder ? constants.X_OK : 0);
    await access(path, mode);
    return { ok: true, message: `is there and can be ${writable ? 'written' : 'read'} (${took()})` };
  } catch (error) {
    return { ok: false, message: sayFailure(error) };
  }
}
