import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs whose output is kept as it was written. */
const KEPT_FILES = 5;
const OUTPUT_FILE = /^\d{4}-\d\d-\d\dT[\dZ-]+\.log$/;

/** How far a file was read stands beside it. */
export const POSITION_SUFFIX = '.read';

/** The path of a new file for what one run of a server writes, in a folder that is there; older ones but the newest go. */
export async function newOutputFile(folder: string, server: string, nowMs: number): Promise<string> {
  const outputs = join(folder, server, 'output');
  await mkdir(outputs, { recursive: true, mode: 0o700 });
  const name = `${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}.log`;
  const older = (await readdir(outputs)).filter((file) => OUTPUT_FILE.test(file) && file !== name).sort();
  for (const file of older.slice(0, Math.max(0, older.length - (KEPT_FILES - 1)))) {
    for (const suffix of ['', POSITION_SUFFIX]) await rm(join(outputs, file + suffix), { force: true });
  }
  return join(outputs, name);
}
