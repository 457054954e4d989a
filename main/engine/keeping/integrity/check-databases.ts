import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { IntegrityCheck } from '#contract/configuration-text.ts';

const DAMAGED = /\.damaged-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d(?:\.\d+)?)Z$/;

/** Each database is looked at when it is opened, and put aside there; this only says so. */
export async function checkOpened(
  what: 'state' | 'figures',
  file: string,
  startedAtMs: number,
): Promise<IntegrityCheck> {
  const check = { what, file } as const;
  const names = await readdir(dirname(file)).catch(() => []);
  const aside = names
    .filter((name) => name.startsWith(`${basename(file)}.damaged-`) && putAsideAtMs(name) >= startedAtMs)
    .sort()
    .at(-1);
  if (aside === undefined) return { ...check, ok: true, says: 'whole', quarantine: null };
  const says = 'it was damaged; it was put aside, and a new one begun';
  return { ...check, ok: false, says, quarantine: join(dirname(file), aside) };
}

export async function bytesOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** 0 for what is no such name, as those of the files beside a database. */
function putAsideAtMs(name: string): number {
  const match = DAMAGED.exec(name);
  return match === null ? 0 : Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`);
}
