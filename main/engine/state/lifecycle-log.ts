import { LifecycleEvent } from '#contract/history.ts';
import type { Database } from './database.ts';
import type { GuardedWrites } from './guarded-writes.ts';
import { keepWithin } from './retention.ts';

/** Each step in each server's life, with its reason. `add` never throws for a disk that can't be written. */
export interface LifecycleLog {
  add(event: Omit<LifecycleEvent, 'id'>): LifecycleEvent;
  /** Newest first, at most `limit`; with `before` only those with a lower id. */
  page(filter: {
    readonly server?: string | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  }): LifecycleEvent[];
}

/** About 50 days of a server in a crash loop, whose trials come every 15 minutes; about 4 MB. */
const KEPT_ROWS = 20_000;
const KEPT_DAYS = 365;
/** Events that could not be written wait in memory for the next one that can, at most this many. */
const WAITING_KEPT = 1_000;

export function createLifecycleLog(database: Database, writes: GuardedWrites, nowMs: number): LifecycleLog {
  const insert = database.prepare(`
    INSERT INTO lifecycle (at_ms, server, instance, run, from_state, to_state, code, reason, pid, exit_code, signal,
      next_start_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const COLUMNS = '*, from_state AS "from", to_state AS "to"';
  const ofAll = database.prepare(`SELECT ${COLUMNS} FROM lifecycle WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const ofOne = database.prepare(
    `SELECT ${COLUMNS} FROM lifecycle WHERE server = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const trim = keepWithin(
    database,
    { table: 'lifecycle', timeColumn: 'at_ms', rows: KEPT_ROWS, days: KEPT_DAYS },
    nowMs,
  );
  /** Oldest first. Their ids are negative, so that they clash with none of the database. */
  const waiting: LifecycleEvent[] = [];
  let lastWaiting = 0;

  function write(event: Omit<LifecycleEvent, 'id'>): number {
    const atMs = Date.parse(event.at);
    const { lastInsertRowid } = insert.run(
      atMs,
      event.server,
      event.instance,
      event.run,
      event.from,
      event.to,
      event.code,
      event.reason,
      event.pid,
      event.exit_code,
      event.signal,
      event.next_start_ms,
    );
    const id = Number(lastInsertRowid);
    trim(id, atMs);
    return id;
  }

  return {
    add(event) {
      let id: number | null = null;
      writes.attempt('lifecycle history', () => {
        for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
          write(first);
          waiting.shift();
        }
        id = write(event);
      });
      if (id !== null) return { ...event, id };
      const unwritten = { ...event, id: --lastWaiting };
      waiting.push(unwritten);
      if (waiting.length > WAITING_KEPT) waiting.shift();
      return unwritten;
    },
    page({ server, before, limit }) {
      // Those in memory are newer than all on disk, and later ones have lower ids among themselves.
      const inMemory = waiting
        .filter((event) => server === undefined || event.server === server)
        .filter(({ id }) => before === undefined || (before < 0 && id > before))
        .toReversed()
        .slice(0, limit);
      const top = before === undefined || before < 0 ? Number.MAX_SAFE_INTEGER : before;
      const rest = limit - inMemory.length;
      const rows = server === undefined ? ofAll.all(top, rest) : ofOne.all(server, top, rest);
      return [...inMemory, ...rows.map(fromRow)];
    },
  };
}

function fromRow(row: Readonly<Record<string, unknown>>): LifecycleEvent {
  return LifecycleEvent.parse({ ...row, at: new Date(Number(row['at_ms'])).toISOString() });
}
