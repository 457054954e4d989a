import type { Database } from './database.ts';

/** What is known on disk of one started process, so that a later engine can find it and never mistakes a stranger. */
export interface ProcessRecord extends ProcessAnnouncement {
  /** Null between the write and the spawn. */
  readonly pid: number | null;
  /** Field 22 of /proc/PID/stat: with the pid it names one process for the length of a boot. Null where unknown. */
  readonly startTicks: number | null;
  /** When it was announced, just before its spawn. */
  readonly createdMs: number;
}

/** What is known before there is a process. */
export interface ProcessAnnouncement {
  readonly mark: string;
  readonly server: string;
  /** Counts from 1; more only where a server is pooled. */
  readonly instance: number;
  readonly command: string;
  /** Identifies the boot that the pid belongs to; a record of another boot has no process. */
  readonly bootId: string;
  /** `http` outlives its engine with nothing lost, since no pipe binds them: a later engine may take it over. */
  readonly kind: 'stdio' | 'http';
  /** Where an `http` one is reached. */
  readonly url: string | null;
  /** Of all that a launch hangs on, so that an edited server is told from one that is as it was. */
  readonly launchHash: string | null;
  /** What an `http` one writes its output to. */
  readonly outputFile: string | null;
}

/** The write-ahead list of processes. What is written outlives a crash of the engine; a power cut leaves no process. */
export interface ProcessRecords {
  announce(announcement: ProcessAnnouncement, nowMs: number): void;
  confirm(mark: string, pid: number, startTicks: number | null): void;
  remove(mark: string): void;
  /** In one transaction. */
  removeAll(marks: readonly string[]): void;
  /** Oldest first. */
  all(): ProcessRecord[];
}

export function createProcessRecords(database: Database): ProcessRecords {
  const insert = database.prepare(
    `INSERT INTO process (mark, server, instance, command, boot_id, kind, url, launch_hash, output_file, created_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare('UPDATE process SET pid = ?, start_ticks = ? WHERE mark = ?');
  const drop = database.prepare('DELETE FROM process WHERE mark = ?');
  const select = database.prepare('SELECT * FROM process ORDER BY created_ms');
  return {
    announce({ mark, server, instance, command, bootId, kind, url, launchHash, outputFile }, nowMs) {
      insert.run(mark, server, instance, command, bootId, kind, url, launchHash, outputFile, nowMs);
    },
    confirm(mark, pid, startTicks) {
      update.run(pid, startTicks, mark);
    },
    remove(mark) {
      drop.run(mark);
    },
    removeAll(marks) {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const mark of marks) drop.run(mark);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    all() {
      return select.all().map((row) => ({
        mark: String(row['mark']),
        server: String(row['server']),
        instance: Number(row['instance']),
        command: String(row['command']),
        bootId: String(row['boot_id']),
        kind: row['kind'] === 'http' ? 'http' : 'stdio',
        url: textOrNull(row['url']),
        launchHash: textOrNull(row['launch_hash']),
        outputFile: textOrNull(row['output_file']),
        pid: row['pid'] === null ? null : Number(row['pid']),
        startTicks: row['start_ticks'] === null ? null : Number(row['start_ticks']),
        createdMs: Number(row['created_ms']),
      }));
    },
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
