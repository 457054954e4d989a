import { basename, extname } from 'node:path';

/** A backup's name in its folder, `servers-2026-11-21T17-40-00-000Z.json`; a second of the same moment has `-002`. */
export interface BackupName {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly number: number;
}

const NAME = /^.+-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z(?:-(\d{3}))?\.[a-z]+$/;

/** Named as the file is, so that a YAML file's backups end in `.yaml`. */
export function makeBackupName(file: string, atMs: number, number: number): string {
  const ending = extname(file) === '' ? '.json' : extname(file).toLowerCase();
  const time = new Date(atMs).toISOString().replaceAll(/[:.]/g, '-');
  const suffix = number === 1 ? '' : `-${String(number).padStart(3, '0')}`;
  return `${basename(file, extname(file))}-${time}${suffix}${ending}`;
}

/** Null for any other name, and for a path. */
export function readBackupName(name: string): BackupName | null {
  const match = name === basename(name) ? NAME.exec(name) : null;
  if (match === null) return null;
  const [, day, hour, minute, second, ms, number = '1'] = match;
  const atMs = Date.parse(`${day}T${hour}:${minute}:${second}.${ms}Z`);
  return Number.isNaN(atMs) ? null : { name, atMs, number: Number(number) };
}

export function oldestFirst(names: readonly string[]): BackupName[] {
  return names
    .map(readBackupName)
    .filter((name) => name !== null)
    .sort((a, b) => a.atMs - b.atMs || a.number - b.number);
}
