import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Clock } from '../ports.ts';
import { openDatabase } from './database.ts';
import { createProcessRecords, type ProcessRecords } from './process-records.ts';
import { createRegister, type Register } from './register.ts';

export { takeEngineLock } from './engine-lock.ts';
export type { ProcessRecord, ProcessRecords } from './process-records.ts';
export type { Register } from './register.ts';

/** What an engine remembers between starts: one SQLite file. */
export interface State {
  /**
   * Names this home among all on the machine; part of every environment mark. Made from the file's place, so that it
   * is the same again after a damaged file was moved aside.
   */
  readonly homeId: string;
  readonly records: ProcessRecords;
  readonly register: Register;
  /** Where a damaged database was moved to when this one was opened; null otherwise. */
  readonly quarantined: string | null;
  close(): void;
}

/** Opens or creates the state file. The caller holds the home's lock. Throws what {@link openDatabase} throws. */
export function openState(file: string, clock: Clock): State {
  const { database, quarantined } = openDatabase(file, clock.now());
  return {
    homeId: createHash('sha256').update(resolve(file)).digest('hex').slice(0, 12),
    records: createProcessRecords(database),
    register: createRegister(database, () => clock.now()),
    quarantined,
    close: () => database.close(),
  };
}
