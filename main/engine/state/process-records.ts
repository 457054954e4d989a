import type { Database } from './database.ts';

/** What is known on disk of one started process, so that a later engine can find it and never mistakes a stranger. */
export interface ProcessRecord {
  readonly mark: string;
  readonly server: string;
  readonly command: string;
  /** Identifies the boot that the pid belongs to; a record of another boot has no process. */
  readonly bootId: string;
  /** Null between the write and the spawn. */
  readonly pid: number | null;
  /** Field 22 of /proc/PID/stat: with the pid it names one process for the length of a boot. Null where unknown. */
  readonly startTicks: number | null;
}

/** The write-ahead list of processes. Each call is on disk when it returns. */
export interface ProcessRecords {
  announce(record: Omit<ProcessRecord, 'pid' | 'startTicks'>, nowMs: number): void;
  confirm(mark: string, pid: number, startTicks: number | null): void;
  remove(mark: string): void;
  all(): ProcessRecord[];
}

export function createProcessRecords(database: Database): ProcessRecords {
  const insert = database.prepare(
    'INSERT INTO process (mark, server, command, boot_id, created_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE process SET pid = ?, start_ticks = ? WHERE mark = ?');
  const drop = database.prepare('DELETE FROM process WHERE mark = ?');
  const select = database.prepare('SELECT * FROM process ORDER BY created_ms');
  return {
    announce(record, nowMs) {
      insert.run(record.mark, record.server, record.command, record.bootId, nowMs);
    },
    confirm(mark, pid, startTicks) {
      update.run(pid, startTicks, mark);
    },
    remove(mark) {
      drop.run(mark);
    },
    all() {
      return select.all().map((row) => ({
        mark: String(row['mark']),
        server: String(row['server']),
        command: String(row['command']),
        bootId: String(row['boot_id']),
        pid: row['pid'] === null ? null : Number(row['pid']),
        startTicks: row['start_ticks'] === null ? null : Number(row['start_ticks']),
      }));
    },
  };
}
