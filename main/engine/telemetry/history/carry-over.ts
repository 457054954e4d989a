import { statSync } from 'node:fs';
import type { Database } from '../../state/state.ts';
import type { Tick } from './history.ts';

/** How often it is seen to that a file is still where it was. */
const LOOK_EACH_MS = 30_000;

/**
 * Asked with each tick whether the file that was just opened is still what lies at its path: all that is written to one
 * that was deleted, moved or replaced is lost with the end of the engine. Looks now and then only.
 */
export function watchFile(path: string): (tick: Pick<Tick, 'monotonicMs'>) => boolean {
  const opened = fileAt(path);
  let lookedMs: number | null = null;
  return ({ monotonicMs }) => {
    lookedMs ??= monotonicMs;
    if (monotonicMs - lookedMs < LOOK_EACH_MS) return false;
    lookedMs = monotonicMs;
    try {
      return fileAt(path) !== opened;
    } catch {
      // It can't be looked at, which says nothing of what is open: that tells by itself when it can't be written.
      return false;
    }
  };
}

/** As the system tells files apart; null when there is none. */
function fileAt(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

type Row = Readonly<Record<string, number | string | Uint8Array | null>>;

/** The tail of a history, with the names that it needs. */
export interface Newest {
  readonly servers: readonly Row[];
  readonly layouts: readonly Row[];
  readonly ticks: readonly Row[];
}

/** Also of a file that is deleted: what is open can be read. Takes a few milliseconds. */
export function readNewest(database: Database): Newest {
  const all = (sql: string) => database.prepare(sql).all() as Row[];
  return {
    servers: all('SELECT id, name FROM server'),
    layouts: all('SELECT id, keys FROM layout'),
    ticks: all('SELECT tick, at_ms, monotonic_ms, interval_ms, data FROM tail ORDER BY tick'),
  };
}

/** Into an empty history. No tick counts as packed there: the blocks that had it stayed behind. */
export function writeNewest(database: Database, { servers, layouts, ticks }: Newest): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const server = database.prepare('INSERT INTO server (id, name) VALUES (:id, :name)');
    for (const row of servers) server.run(row);
    const layout = database.prepare('INSERT INTO layout (id, keys) VALUES (:id, :keys)');
    for (const row of layouts) layout.run(row);
    const tick = database.prepare(
      'INSERT INTO tail VALUES (:tick, :at_ms, :monotonic_ms, :interval_ms, :data)',
    );
    for (const row of ticks) tick.run(row);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
