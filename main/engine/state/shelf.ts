import type { z } from 'zod';
import type { Database } from './database.ts';
import type { GuardedWrites } from './guarded-writes.ts';

/** Values of one kind, each with an id and a moment, kept in the database as JSON. Never throws for a disk that fails. */
export interface Shelf<Value> {
  /** Replaces what has that id. */
  put(id: string, atMs: number, value: Value): void;
  remove(id: string): void;
  get(id: string): Value | null;
  /** Newest first. A value that can't be read any more is left out. */
  newest(span?: { readonly fromMs?: number; readonly toMs?: number; readonly limit?: number }): Value[];
}

/** Makes shelves: `name` is one for each kind of value. The oldest beyond `rows` or `days` go, but for those that `isKept` says. */
export type Shelves = <Value>(options: {
  readonly name: string;
  readonly schema: z.ZodType<Value>;
  readonly rows: number;
  readonly days: number;
  readonly isKept?: (value: Value) => boolean;
}) => Shelf<Value>;

const DAY_MS = 86_400_000;
/** A trim costs about as much as a row; this many puts share one. */
const PUTS_PER_TRIM = 50;

export function createShelves(database: Database, writes: GuardedWrites, now: () => number): Shelves {
  const upsert = database.prepare(
    `INSERT INTO shelf (name, id, at_ms, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (name, id) DO UPDATE SET at_ms = excluded.at_ms, value = excluded.value`,
  );
  const deleteOne = database.prepare('DELETE FROM shelf WHERE name = ? AND id = ?');
  const selectOne = database.prepare('SELECT value FROM shelf WHERE name = ? AND id = ?');
  const select = database.prepare(
    'SELECT value FROM shelf WHERE name = ? AND at_ms BETWEEN ? AND ? ORDER BY at_ms DESC, id DESC LIMIT ?',
  );
  const selectOld = database.prepare(
    `SELECT id, value FROM shelf WHERE name = :name AND (at_ms < :beforeMs OR id IN (
       SELECT id FROM shelf WHERE name = :name ORDER BY at_ms DESC LIMIT -1 OFFSET :rows
     ))`,
  );

  return ({ name, schema, rows, days, isKept = () => false }) => {
    let puts = 0;

    function parse(text: unknown) {
      try {
        const parsed = schema.safeParse(JSON.parse(String(text)));
        return parsed.success ? parsed.data : null;
      } catch {
        // Not JSON: a row that was damaged is no more than a value that is missing.
        return null;
      }
    }

    function read(rowsOf: () => readonly Record<string, unknown>[]) {
      let found: readonly Record<string, unknown>[] = [];
      writes.attempt(
        name,
        () => {
          found = rowsOf();
        },
        'read',
      );
      return found.map(({ value }) => parse(value)).filter((value) => value !== null);
    }

    function trim(): void {
      for (const { id, value } of selectOld.all({ name, beforeMs: now() - days * DAY_MS, rows })) {
        const known = parse(value);
        if (known === null || !isKept(known)) deleteOne.run(name, String(id));
      }
    }

    return {
      put(id, atMs, value) {
        writes.attempt(name, () => {
          upsert.run(name, id, Math.round(atMs), JSON.stringify(value));
          if (puts++ % PUTS_PER_TRIM === 0) trim();
        });
      },
      remove(id) {
        writes.attempt(name, () => deleteOne.run(name, id));
      },
      get: (id) => read(() => selectOne.all(name, id))[0] ?? null,
      newest({ fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, limit = 1_000_000 } = {}) {
        return read(() => select.all(name, Math.floor(fromMs), Math.floor(toMs), limit));
      },
    };
  };
}
