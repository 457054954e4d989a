import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { IntegrityCheck } from '#contract/configuration-text.ts';
import type { Backups } from '../backups/backups.ts';

/** Puts those aside that a power cut or the disk has left without their text. */
export async function checkBackups(
  backups: Backups,
  folder: string,
  quarantineFolder: string,
): Promise<IntegrityCheck> {
  const check = { what: 'backups', file: folder, quarantine: null } as const;
  const names = await backups.names();
  const damaged: string[] = [];
  for (const name of names) {
    const bytes = await readFile(join(folder, name)).catch(() => null);
    if (bytes === null || bytes.length === 0 || bytes.includes(0)) damaged.push(name);
  }
  if (damaged.length === 0) return { ...check, ok: true, says: `whole: ${names.length} are kept` };
  await mkdir(quarantineFolder, { recursive: true, mode: 0o700 });
  for (const name of damaged) await rename(join(folder, name), join(quarantineFolder, name));
  const says = `without their text, and put aside: ${damaged.join(', ')}`;
  return { ...check, ok: false, says, quarantine: quarantineFolder };
}
