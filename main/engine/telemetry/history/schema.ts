/**
 * One entry per schema version, oldest first; the database's `user_version` says how many have run. An entry that has
 * been released is never changed: add another.
 */
export const historyMigrations: readonly string[] = [
  `
  CREATE TABLE server (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    -- The last tick that is in blocks.
    packed_tick INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  -- Which series a block or a row of the tail has, as a JSON array of their names.
  CREATE TABLE layout (
    id   INTEGER PRIMARY KEY,
    keys TEXT NOT NULL UNIQUE
  ) STRICT;

  -- The newest ticks, all servers in one row, until each is packed.
  CREATE TABLE tail (
    tick         INTEGER PRIMARY KEY,
    at_ms        INTEGER NOT NULL,
    monotonic_ms INTEGER NOT NULL,
    interval_ms  INTEGER NOT NULL,
    data         BLOB NOT NULL
  ) STRICT;

  -- Packed: level 0 is samples, 1 minutes, 2 quarters of an hour. Small blocks are merged into larger ones of the next
  -- tier.
  CREATE TABLE block (
    id         INTEGER PRIMARY KEY,
    server     INTEGER NOT NULL,
    level      INTEGER NOT NULL,
    tier       INTEGER NOT NULL,
    first_tick INTEGER NOT NULL,
    first_ms   INTEGER NOT NULL,
    last_ms    INTEGER NOT NULL,
    layout     INTEGER NOT NULL,
    data       BLOB NOT NULL
  ) STRICT;
  CREATE INDEX block_by_server ON block (server, level, tier, first_tick, first_ms, last_ms, layout);
  CREATE INDEX block_by_age ON block (level, last_ms);
  `,
];
