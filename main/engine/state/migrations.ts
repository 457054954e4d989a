/**
 * One entry per schema version, oldest first; the database's `user_version` says how many have run. An entry that has
 * been released is never changed: add another.
 */
export const migrations: readonly string[] = [
  `
  -- A row is written before its process exists and goes when nothing of it is left: what remains after a crash of the
  -- engine is what the next start has to sweep.
  CREATE TABLE process (
    mark        TEXT PRIMARY KEY,
    server      TEXT NOT NULL,
    command     TEXT NOT NULL,
    boot_id     TEXT NOT NULL,
    pid         INTEGER,
    start_ticks INTEGER,
    created_ms  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE register (
    id     INTEGER PRIMARY KEY,
    at_ms  INTEGER NOT NULL,
    lamp   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    server TEXT,
    text   TEXT NOT NULL
  ) STRICT;
  `,
];
