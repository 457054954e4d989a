import type { LifecycleEvent } from '#contract/history.ts';
import { ServerState } from '#contract/server-state.ts';
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
  const ofAll = database.prepare('SELECT * FROM lifecycle WHERE id < ? ORDER BY id DESC LIMIT ?');
  const ofOne = database.prepare(
    'SELECT * FROM lifecycle WHERE server = ? AND id < ? ORDER BY id DESC LIMIT ?',
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

/** By hand: a page of 5,000 events through the schema would hold up the main thread for 60 ms (measured). */
function fromRow(row: Readonly<Record<string, unknown>>): LifecycleEvent {
  return {
    id: Number(row['id']),
    at: new Date(Number(row['at_ms'])).toISOString(),
    server: String(row['server']),
    instance: Number(row['instance']),
    run: Number(row['run']),
    from: stateOf(row['from_state']),
    to: stateOf(row['to_state']),
    code: String(row['code']),
    reason: String(row['reason']),
    pid: numberOrNull(row['pid']),
    exit_code: numberOrNull(row['exit_code']),
    signal: row['signal'] === null ? null : String(row['signal']),
    next_start_ms: numberOrNull(row['next_start_ms']),
  };
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value);
}

const STATES: ReadonlyMap<unknown, ServerState> = new Map(ServerState.options.map((state) => [state, state]));

function stateOf(value: unknown): ServerState {
  const state = STATES.get(value);
  if (state === undefined) throw new Error(`the history names a state that is none: ${String(value)}`);
  return state;
}
