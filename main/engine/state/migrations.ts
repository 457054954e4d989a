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
  `
  -- What a later engine has to know to take a local HTTP server over. A hash of the launch alone: it may hold secrets.
  ALTER TABLE process ADD COLUMN instance INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE process ADD COLUMN kind TEXT NOT NULL DEFAULT 'stdio';
  ALTER TABLE process ADD COLUMN url TEXT;
  ALTER TABLE process ADD COLUMN launch_hash TEXT;
  ALTER TABLE process ADD COLUMN output_file TEXT;
  `,
  `
  CREATE TABLE server_memory (
    server           TEXT NOT NULL,
    instance         INTEGER NOT NULL,
    stopped_by_owner INTEGER NOT NULL,
    restarts         INTEGER NOT NULL,
    runs             INTEGER NOT NULL,
    failures         INTEGER NOT NULL,
    early_deaths     TEXT NOT NULL,
    trials           INTEGER NOT NULL,
    limit_restarts   TEXT NOT NULL,
    last_problem     TEXT,
    last_exit        TEXT,
    last_used_ms     INTEGER,
    PRIMARY KEY (server, instance)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE lifecycle (
    id            INTEGER PRIMARY KEY,
    at_ms         INTEGER NOT NULL,
    server        TEXT NOT NULL,
    instance      INTEGER NOT NULL,
    run           INTEGER NOT NULL,
    from_state    TEXT NOT NULL,
    to_state      TEXT NOT NULL,
    code          TEXT NOT NULL,
    reason        TEXT NOT NULL,
    pid           INTEGER,
    exit_code     INTEGER,
    signal        TEXT,
    next_start_ms REAL
  ) STRICT;
  CREATE INDEX lifecycle_by_server ON lifecycle (server, id);

  -- Every process that was seen in a server's tree. start_ticks is -1 where unknown.
  CREATE TABLE genealogy (
    id          INTEGER PRIMARY KEY,
    mark        TEXT NOT NULL,
    server      TEXT NOT NULL,
    instance    INTEGER NOT NULL,
    run         INTEGER NOT NULL,
    pid         INTEGER NOT NULL,
    start_ticks INTEGER NOT NULL,
    ppid        INTEGER NOT NULL,
    command     TEXT NOT NULL,
    root        INTEGER NOT NULL,
    started_ms  INTEGER NOT NULL,
    ended_ms    INTEGER,
    exit_code   INTEGER,
    signal      TEXT,
    UNIQUE (mark, pid, start_ticks)
  ) STRICT;
  CREATE INDEX genealogy_by_server ON genealogy (server, ended_ms);
  `,
  `
  ALTER TABLE server_memory ADD COLUMN trial_due_ms INTEGER;
  ALTER TABLE server_memory ADD COLUMN asks_for_era INTEGER NOT NULL DEFAULT 1;
  `,
  `
  -- What servers said in their handshake, and their lists, as JSON. The launch key is a hash: a launch may hold secrets.
  CREATE TABLE catalogue (
    server     TEXT NOT NULL,
    launch_key TEXT NOT NULL,
    what       TEXT NOT NULL,
    value      TEXT NOT NULL,
    at_ms      INTEGER NOT NULL,
    PRIMARY KEY (server, launch_key, what)
  ) STRICT;
  `,
  `
  -- Tokens of AI clients: the SHA-256 of each, in hexadecimal.
  CREATE TABLE client_token (
    name         TEXT PRIMARY KEY,
    hash         TEXT NOT NULL,
    created_ms   INTEGER NOT NULL,
    last_used_ms INTEGER
  ) STRICT;
  `,
  `
  -- Alerts, incidents, silences, messages on their way: each kind by its name, as JSON.
  CREATE TABLE shelf (
    name  TEXT NOT NULL,
    id    TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX shelf_by_time ON shelf (name, at_ms);
  `,
];
