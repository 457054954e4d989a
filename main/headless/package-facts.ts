import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The folder of Signalbox's own package.json. */
export const PACKAGE_FOLDER = resolve(import.meta.dirname, '..', '..');

export async function readVersion(): Promise<string> {
  const { version }: { version: string } = JSON.parse(
    await readFile(join(PACKAGE_FOLDER, 'package.json'), 'utf8'),
  );
  return version;
}
