import { DatabaseSync } from 'node:sqlite';

/**
 * Holds a home for one engine. The lock is SQLite's own lock on a file of its own: the kernel drops it when the
 * process ends, however it ends, so there is no stale lock to reason about.
 *
 * Returns null when another process holds it.
 */
export function takeEngineLock(file: string): { release(): void } | null {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    return { release: () => lock.close() };
  } catch (error) {
    lock.close();
    // SQLITE_BUSY is 5 (sqlite.org, Result Codes).
    if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5) return null;
    throw error;
  }
}
