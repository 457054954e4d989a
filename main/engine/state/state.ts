import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Clock } from '../ports.ts';
import { type Catalogues, createCatalogues } from './catalogues.ts';
import { createCheckpointer } from './checkpointer.ts';
import { type ClientTokens, createClientTokens } from './client-tokens.ts';
import { openDatabase } from './database.ts';
import { type Genealogy, openGenealogy } from './genealogy.ts';
import { createGuardedWrites } from './guarded-writes.ts';
import { createLifecycleLog, type LifecycleLog } from './lifecycle-log.ts';
import { migrations } from './migrations.ts';
import { createProcessRecords, type ProcessRecords } from './process-records.ts';
import { createRegister, type Register } from './register.ts';
import { createServerMemories, type ServerMemories } from './server-memories.ts';
import { createShelves, type Shelves } from './shelf.ts';

export type { Catalogues, KeptAnswer } from './catalogues.ts';
export { type DatabaseLook, lookAtDatabase } from './check-database.ts';
export { type Checkpointer, createCheckpointer } from './checkpointer.ts';
export type { ClientTokens } from './client-tokens.ts';
export {
  type Database,
  type DatabaseOptions,
  isDamage,
  type OpenedDatabase,
  openDatabase,
  replaceDatabase,
} from './database.ts';
export { takeEngineLock } from './engine-lock.ts';
export type { Genealogy, ProcessBirth, ProcessKey, ProcessRow } from './genealogy.ts';
export type { LifecycleLog } from './lifecycle-log.ts';
export type { ProcessRecord, ProcessRecords } from './process-records.ts';
export type { Register } from './register.ts';
export type { ServerMemories, ServerMemory } from './server-memories.ts';
export type { Shelf, Shelves } from './shelf.ts';

/** What an engine remembers between starts: one SQLite file. */
export interface State {
  /**
   * Names this home among all on the machine; part of every environment mark. Made from the file's place, so that it
   * is the same again after a damaged file was moved aside.
   */
  readonly homeId: string;
  readonly records: ProcessRecords;
  readonly register: Register;
  readonly memories: ServerMemories;
  readonly catalogues: Catalogues;
  readonly clientTokens: ClientTokens;
  readonly lifecycle: LifecycleLog;
  readonly genealogy: Genealogy;
  readonly shelves: Shelves;
  /** Where a damaged database was moved to when this one was opened; null otherwise. */
  readonly quarantined: string | null;
  close(): void;
}

/**
 * Opens or creates the state file. The caller holds the home's lock. Throws what {@link openDatabase} throws.
 * @param mask takes out of the register's texts what may not be told
 */
export function openState(file: string, clock: Clock, mask: (text: string) => string = String): State {
  const nowMs = clock.now();
  const { database, quarantined } = openDatabase(file, { migrations, nowMs, check: true });
  const checkpointer = createCheckpointer(file, clock);
  const writes = createGuardedWrites(
    (text) => register.add({ lamp: 'bad', kind: 'failed', server: null, text }),
    () => checkpointer.noteWrite(),
  );
  const register = createRegister(database, writes, () => clock.now(), mask);
  return {
    homeId: createHash('sha256').update(resolve(file)).digest('hex').slice(0, 12),
    records: createProcessRecords(database),
    register,
    memories: createServerMemories(database, writes),
    clientTokens: createClientTokens(database, writes, () => clock.now()),
    catalogues: createCatalogues(database, writes, () => clock.now()),
    lifecycle: createLifecycleLog(database, writes, nowMs),
    genealogy: openGenealogy(database, writes, nowMs),
    shelves: createShelves(database, writes, () => clock.now()),
    quarantined,
    close() {
      checkpointer.close();
      database.close();
    },
  };
}
