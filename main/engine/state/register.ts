import { RegisterEntry } from '#contract/register.ts';
import type { Database } from './database.ts';

/** Older entries go once this many are kept: about a year of a troubled machine, and under 2 MB. */
const KEPT_ENTRIES = 10_000;

/** The list of what happened, kept in the database. */
export interface Register {
  add(entry: Omit<RegisterEntry, 'id' | 'at'>): RegisterEntry;
  /** Newest first. */
  latest(limit: number): RegisterEntry[];
  subscribe(listener: (entry: RegisterEntry) => void): () => void;
}

export function createRegister(database: Database, now: () => number): Register {
  const insert = database.prepare(
    'INSERT INTO register (at_ms, lamp, kind, server, text) VALUES (?, ?, ?, ?, ?)',
  );
  const trim = database.prepare('DELETE FROM register WHERE id <= ?');
  const select = database.prepare('SELECT * FROM register ORDER BY id DESC LIMIT ?');
  const listeners = new Set<(entry: RegisterEntry) => void>();
  return {
    add(entry) {
      const atMs = now();
      const { lastInsertRowid } = insert.run(atMs, entry.lamp, entry.kind, entry.server, entry.text);
      const id = Number(lastInsertRowid);
      if (id % 100 === 0) trim.run(id - KEPT_ENTRIES);
      const full = { ...entry, id, at: new Date(atMs).toISOString() };
      for (const listener of listeners) listener(full);
      return full;
    },
    latest(limit) {
      return select
        .all(limit)
        .map((row) => RegisterEntry.parse({ ...row, at: new Date(Number(row['at_ms'])).toISOString() }));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
