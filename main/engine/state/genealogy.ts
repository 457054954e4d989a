import type { Database } from './database.ts';
import type { GuardedWrites } from './guarded-writes.ts';
import { keepWithin } from './retention.ts';

/** One process of a server's tree. With the mark, pid and start time name it; the start time is null where unknown. */
export interface ProcessKey {
  /** The environment mark of the launch that it belongs to. */
  readonly mark: string;
  readonly pid: number;
  readonly startTicks: number | null;
}

export interface ProcessBirth extends ProcessKey {
  readonly server: string;
  readonly instance: number;
  readonly run: number;
  readonly ppid: number;
  /** Its command line, secrets masked. */
  readonly command: string;
  /** True for the process that was launched. */
  readonly root: boolean;
  readonly startedAtMs: number;
}

export interface ProcessRow extends ProcessBirth {
  /** Null while it lives. After a crash of the engine: when the next one was started. */
  readonly endedAtMs: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** Every process of every server's tree, from start to end. No write throws. */
export interface Genealogy {
  /** Those that lived by the records when this was opened: what an engine that died had seen of its trees. */
  readonly leftAlive: readonly ProcessKey[];
  /** One that is known already lives again: a server that outlived its engine and was taken over. */
  begin(birth: ProcessBirth): void;
  /** It became another program, with this command line; does nothing for one that is unknown or has ended. */
  rename(key: ProcessKey, command: string): void;
  /** Does nothing for one that is unknown or has ended. The exit is null for one whose parent is not Signalbox. */
  end(key: ProcessKey, endedAtMs: number, exit: { code: number | null; signal: string | null } | null): void;
  /** All of a launch that still live by the records. */
  endAll(mark: string, endedAtMs: number): void;
  /** Those that live, oldest first, which is parents before children; then those that ended, newest end first. */
  of(server: string, limit: number): ProcessRow[];
}

const WHAT = 'list of processes';
const KEPT_ROWS = 20_000;
const KEPT_DAYS = 90;
/** Stands for an unknown start time: NULL would be equal to no other in the unique index. */
const NO_TICKS = -1;

/** Closes the rows that an earlier engine left without an end: nobody saw it, so it is the time of this start. */
export function openGenealogy(database: Database, writes: GuardedWrites, nowMs: number): Genealogy {
  const insert = database.prepare(`
    INSERT INTO genealogy (mark, server, instance, run, pid, start_ticks, ppid, command, root, started_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (mark, pid, start_ticks) DO UPDATE SET command = excluded.command, ended_ms = NULL, exit_code = NULL, signal = NULL
    RETURNING id`);
  const rename = database.prepare(`
    UPDATE genealogy SET command = ? WHERE mark = ? AND pid = ? AND start_ticks = ? AND ended_ms IS NULL`);
  const end = database.prepare(`
    UPDATE genealogy SET ended_ms = ?, exit_code = ?, signal = ?
    WHERE mark = ? AND pid = ? AND start_ticks = ? AND ended_ms IS NULL`);
  const endAll = database.prepare('UPDATE genealogy SET ended_ms = ? WHERE mark = ? AND ended_ms IS NULL');
  const living = database.prepare(
    'SELECT * FROM genealogy WHERE server = ? AND ended_ms IS NULL ORDER BY id LIMIT ?',
  );
  const ended = database.prepare(
    'SELECT * FROM genealogy WHERE server = ? AND ended_ms IS NOT NULL ORDER BY ended_ms DESC, id DESC LIMIT ?',
  );
  const leftAlive = database
    .prepare('SELECT mark, pid, start_ticks FROM genealogy WHERE ended_ms IS NULL')
    .all()
    .map(keyOf);
  writes.attempt(WHAT, () => {
    database.prepare('UPDATE genealogy SET ended_ms = ? WHERE ended_ms IS NULL').run(nowMs);
  });
  const trim = keepWithin(
    database,
    { table: 'genealogy', timeColumn: 'ended_ms', rows: KEPT_ROWS, days: KEPT_DAYS },
    nowMs,
  );

  return {
    leftAlive,
    begin(birth) {
      writes.attempt(WHAT, () => {
        const row = insert.get(
          birth.mark,
          birth.server,
          birth.instance,
          birth.run,
          birth.pid,
          birth.startTicks ?? NO_TICKS,
          birth.ppid,
          birth.command,
          birth.root ? 1 : 0,
          birth.startedAtMs,
        );
        trim(Number(row?.['id']), birth.startedAtMs);
      });
    },
    rename({ mark, pid, startTicks }, command) {
      writes.attempt(WHAT, () => {
        rename.run(command, mark, pid, startTicks ?? NO_TICKS);
      });
    },
    end({ mark, pid, startTicks }, endedAtMs, exit) {
      writes.attempt(WHAT, () => {
        end.run(endedAtMs, exit?.code ?? null, exit?.signal ?? null, mark, pid, startTicks ?? NO_TICKS);
      });
    },
    endAll(mark, endedAtMs) {
      writes.attempt(WHAT, () => {
        endAll.run(endedAtMs, mark);
      });
    },
    of(server, limit) {
      const alive = living.all(server, limit);
      return [...alive, ...ended.all(server, limit - alive.length)].map(fromRow);
    },
  };
}

function keyOf(row: Readonly<Record<string, unknown>>): ProcessKey {
  const ticks = Number(row['start_ticks']);
  return {
    mark: String(row['mark']),
    pid: Number(row['pid']),
    startTicks: ticks === NO_TICKS ? null : ticks,
  };
}

function fromRow(row: Readonly<Record<string, unknown>>): ProcessRow {
  const numberOrNull = (value: unknown): number | null => (value === null ? null : Number(value));
  return {
    ...keyOf(row),
    server: String(row['server']),
    instance: Number(row['instance']),
    run: Number(row['run']),
    ppid: Number(row['ppid']),
    command: String(row['command']),
    root: row['root'] === 1,
    startedAtMs: Number(row['started_ms']),
    endedAtMs: numberOrNull(row['ended_ms']),
    exitCode: numberOrNull(row['exit_code']),
    signal: row['signal'] === null ? null : String(row['signal']),
  };
}
