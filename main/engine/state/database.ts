import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs';
// The one import of node:sqlite: should a runtime lack it, a package with the same API takes its place here.
import { DatabaseSync } from 'node:sqlite';

export type Database = DatabaseSync;

export interface OpenedDatabase {
  readonly database: Database;
  /** Where a damaged file was moved to, when there was one; null otherwise. Nothing is ever deleted. */
  readonly quarantined: string | null;
}

export interface DatabaseOptions {
  /** One entry per schema version, oldest first. */
  readonly migrations: readonly string[];
  /** For the name of a file that is moved aside. */
  readonly nowMs: number;
  /** Whether each page is looked at when it is opened, which takes long for a large file. */
  readonly check: boolean;
  /** SQL that holds only when it runs before the first table is made. */
  readonly before?: string;
}

/**
 * Opens a database of a home, brings it to the newest schema and checks it. A file that SQLite can't read is moved
 * aside as `<file>.damaged-<time>` and a new one is begun, so that a damaged history never stops the servers.
 *
 * Throws when the file is newer than this version of Signalbox, or when the folder can't be written.
 */
export function openDatabase(file: string, options: DatabaseOptions): OpenedDatabase {
  try {
    return { database: openAndMigrate(file, options), quarantined: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return replaceDatabase(file, options);
  }
}

/** Moves the file of a closed database aside and begins a new one. */
export function replaceDatabase(file: string, options: DatabaseOptions): OpenedDatabase {
  const { nowMs } = options;
  const quarantined = `${file}.damaged-${new Date(nowMs).toISOString().replaceAll(':', '-')}`;
  // What SQLite keeps beside a file belongs to it, and would be taken for the new one's.
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, quarantined + suffix);
  }
  return { database: openAndMigrate(file, options), quarantined };
}

/** Runs a write that has to outlive a power cut: it waits for the disk, and takes all writes before it along. */
export function durably(database: Database, write: () => void): void {
  database.exec('PRAGMA synchronous = FULL');
  try {
    write();
  } finally {
    database.exec('PRAGMA synchronous = NORMAL');
  }
}

function openAndMigrate(file: string, { migrations, check, before }: DatabaseOptions): Database {
  keepPrivate(file);
  const database = new DatabaseSync(file, { timeout: 2000 });
  try {
    if (before !== undefined) database.exec(before);
    // NORMAL outlives a crash of the engine at any moment; a power cut may cost the last writes and never the file. It
    // ends the processes too, so their records need no more. With FULL a burst of 50 deaths, 400 rows, held the main
    // thread for 60 to 120 ms on a fast disk; with NORMAL for 8 ms (measured).
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    // 16 MB: the checkpointer is there long before.
    database.exec('PRAGMA wal_autocheckpoint = 4000');
    if (check) {
      const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
      if (found !== 'ok') throw new DamagedDatabaseError(String(found));
    }
    migrate(database, file, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Open to its owner alone, whatever folder it lies in; what SQLite makes beside it gets the same mode. */
function keepPrivate(file: string): void {
  if (file === ':memory:') return;
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

function migrate(database: Database, file: string, migrations: readonly string[]): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > migrations.length) {
    throw new Error(
      `${file} was written by a newer Signalbox (schema ${version}; this one knows ${migrations.length}). ` +
        'Update Signalbox, or move the file away to begin a new one.',
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}

class DamagedDatabaseError extends Error {
  override readonly name = 'DamagedDatabaseError';
}

/** SQLITE_CORRUPT is 11, SQLITE_NOTADB is 26 (sqlite.org, Result Codes); extended codes keep them in the low byte. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedDatabaseError) return true;
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  const primary = Number(error.errcode) & 0xff;
  return primary === 11 || primary === 26;
}
