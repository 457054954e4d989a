import { RegisterEntry } from '#contract/register.ts';
import type { Database } from './database.ts';

/** Older entries go once this many are kept: about a year of a troubled machine, and under 2 MB. */
const KEPT_ENTRIES = 10_000;

type Entry = Omit<RegisterEntry, 'id' | 'at'>;

/** The list of what happened, kept in the database. Never throws for a disk that can't be written. */
export interface Register {
  add(entry: Entry): RegisterEntry;
  /** Newest first. */
  latest(limit: number): RegisterEntry[];
  subscribe(listener: (entry: RegisterEntry) => void): () => void;
}

/** Entries that could not be written are kept in memory, at most this many. */
const UNWRITTEN_KEPT = 200;

export function createRegister(database: Database, now: () => number): Register {
  const insert = database.prepare(
    'INSERT INTO register (at_ms, lamp, kind, server, text) VALUES (?, ?, ?, ?, ?)',
  );
  const trim = database.prepare('DELETE FROM register WHERE id <= ?');
  const select = database.prepare('SELECT * FROM register ORDER BY id DESC LIMIT ?');
  const listeners = new Set<(entry: RegisterEntry) => void>();
  /** Newest first. Their ids are negative, so that they clash with none of the database. */
  const unwritten: RegisterEntry[] = [];
  let isWritable = true;
  let lastUnwritten = 0;

  /** Its id, or null when the disk is full or the database is closed: a fact is told all the same. */
  function write(entry: Entry, atMs: number): number | null {
    try {
      const { lastInsertRowid } = insert.run(atMs, entry.lamp, entry.kind, entry.server, entry.text);
      const id = Number(lastInsertRowid);
      if (id % 100 === 0) trim.run(id - KEPT_ENTRIES);
      isWritable = true;
      return id;
    } catch (error) {
      if (isWritable) {
        isWritable = false;
        const why = error instanceof Error ? error.message : String(error);
        publish(
          { lamp: 'bad', kind: 'failed', server: null, text: `The register can't be written: ${why}` },
          atMs,
          null,
        );
      }
      return null;
    }
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
    add(entry) {
      const atMs = now();
      return publish(entry, atMs, write(entry, atMs));
    },
    latest(limit) {
      const written = select
        .all(limit)
        .map((row) => RegisterEntry.parse({ ...row, at: new Date(Number(row['at_ms'])).toISOString() }));
      if (unwritten.length === 0) return written;
      return [...unwritten, ...written].sort((a, b) => b.at.localeCompare(a.at)).slice(0, limit);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
