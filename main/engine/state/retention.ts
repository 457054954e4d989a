import type { Database } from './database.ts';

const DAY_MS = 86_400_000;
/** A trim by count costs about as much as a row; this many rows share one. */
const ROWS_PER_TRIM = 100;

/** What a table keeps. Rows carry ids that only grow. */
export interface Retention {
  readonly table: 'register' | 'lifecycle' | 'genealogy';
  /** The column that says how old a row is, in milliseconds since 1970; a row with none there stays. */
  readonly timeColumn: 'at_ms' | 'ended_ms';
  readonly rows: number;
  readonly days: number;
}

/**
 * Trims the table to its age now, and gives the function to call after each row that was added: it trims by count every
 * hundred rows, and by age once a day.
 */
export function keepWithin(
  database: Database,
  { table, timeColumn, rows, days }: Retention,
  nowMs: number,
): (addedId: number, nowMs: number) => void {
  const byCount = database.prepare(`DELETE FROM ${table} WHERE id <= ? AND ${timeColumn} IS NOT NULL`);
  const byAge = database.prepare(`DELETE FROM ${table} WHERE ${timeColumn} < ?`);
  let agedAtMs = nowMs;
  byAge.run(nowMs - days * DAY_MS);
  return (addedId, atMs) => {
    if (addedId % ROWS_PER_TRIM === 0) byCount.run(addedId - rows);
    if (Math.abs(atMs - agedAtMs) < DAY_MS) return;
    agedAtMs = atMs;
    byAge.run(atMs - days * DAY_MS);
  };
}
