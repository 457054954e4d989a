import { RegisterEntry } from '#contract/register.ts';
import type { Database } from './database.ts';
import type { GuardedWrites } from './guarded-writes.ts';
import { keepWithin } from './retention.ts';

/** Older entries go once this many are kept: about a year of a troubled machine, and under 2 MB. */
const KEPT_ENTRIES = 10_000;
const KEPT_DAYS = 365;

type Entry = Omit<RegisterEntry, 'id' | 'at'>;

/** The list of what happened, kept in the database. Never throws for a disk that can't be written. */
export interface Register {
  add(entry: Entry): RegisterEntry;
  /** Newest first. */
  latest(limit: number): RegisterEntry[];
  /** Newest first. Also those about no server; of all servers without one. */
  between(span: RegisterSpan): RegisterEntry[];
  subscribe(listener: (entry: RegisterEntry) => void): () => void;
}

interface RegisterSpan {
  readonly server?: string | undefined;
  /** Milliseconds since 1970, both included. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The newest of them. */
  readonly limit: number;
}

/** Entries that could not be written are kept in memory, at most this many. */
const UNWRITTEN_KEPT = 200;

/** `mask` takes out of a text what may not be told. */
export function createRegister(
  database: Database,
  writes: GuardedWrites,
  now: () => number,
  mask: (text: string) => string,
): Register {
  const insert = database.prepare(
    'INSERT INTO register (at_ms, lamp, kind, server, text) VALUES (?, ?, ?, ?, ?)',
  );
  const trim = keepWithin(
    database,
    { table: 'register', timeColumn: 'at_ms', rows: KEPT_ENTRIES, days: KEPT_DAYS },
    now(),
  );
  const select = database.prepare('SELECT * FROM register ORDER BY id DESC LIMIT ?');
  // No index: a look at all 10,000 takes a few milliseconds, and an entry that is written costs nothing more.
  const selectBetween = database.prepare(
    `SELECT * FROM register WHERE at_ms BETWEEN :fromMs AND :toMs
       AND (:server IS NULL OR server IS NULL OR server = :server)
     ORDER BY id DESC LIMIT :limit`,
  );
  const listeners = new Set<(entry: RegisterEntry) => void>();
  /** Newest first. Their ids are negative, so that they clash with none of the database. */
  const unwritten: RegisterEntry[] = [];
  let lastUnwritten = 0;

  /** Its id, or null when the disk is full or the database is closed: a fact is told all the same. */
  function write(entry: Entry, atMs: number): number | null {
    let id: number | null = null;
    writes.attempt('register', () => {
      const { lastInsertRowid } = insert.run(atMs, entry.lamp, entry.kind, entry.server, entry.text);
      id = Number(lastInsertRowid);
      trim(id, atMs);
    });
    return id;
  }

  /** Nothing where it can't be read: a damaged file must not take the view of the servers with it. */
  function read(rows: () => readonly Record<string, unknown>[]): RegisterEntry[] {
    let entries: RegisterEntry[] = [];
    writes.attempt(
      'register',
      () => {
        entries = rows().map((row) =>
          RegisterEntry.parse({ ...row, at: new Date(Number(row['at_ms'])).toISOString() }),
        );
      },
      'read',
    );
    return entries;
  }

  function publish(entry: Entry, atMs: number, id: number | null): RegisterEntry {
    const full = { ...entry, id: id ?? --lastUnwritten, at: new Date(atMs).toISOString() };
    if (id === null) {
      unwritten.unshift(full);
      unwritten.splice(UNWRITTEN_KEPT);
    }
    for (const listener of listeners) listener(full);
    return full;
  }

  return {
    add(given) {
      const atMs = now();
      const entry = { ...given, text: mask(given.text) };
      return publish(entry, atMs, write(entry, atMs));
    },
    latest(limit) {
      const written = read(() => select.all(limit));
      return unwritten.length === 0 ? written : newest([...unwritten, ...written], limit);
    },
    between({ server = null, fromMs, toMs, limit }) {
      const written = read(() => selectBetween.all({ server, fromMs, toMs, limit }));
      const others = unwritten.filter((entry) => {
        const atMs = Date.parse(entry.at);
        const isMeant = server === null || entry.server === null || entry.server === server;
        return isMeant && atMs >= fromMs && atMs <= toMs;
      });
      return newest([...others, ...written], limit);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** They come in the order in which they were written: another one than that of time where the clock was set back. */
function newest(entries: RegisterEntry[], limit: number): RegisterEntry[] {
  return entries.sort((a, b) => Number(a.at < b.at) - Number(a.at > b.at)).slice(0, limit);
}
