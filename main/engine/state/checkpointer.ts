import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../ports.ts';

/** Carries what was written from the write-ahead log into the database file, without holding up the main thread. */
export interface Checkpointer {
  /** To be called after each write. */
  noteWrite(): void;
  /** Begins no more. One that is under way ends by itself: SQLite lets it finish beside a database that is closed. */
  close(): void;
}

/** About 2.5 MB of log: a write touches two pages of 4 KiB. */
const WRITES_PER_CHECKPOINT = 300;

/**
 * Given to the thread as text, so that it needs no file beside a bundled program. A passive checkpoint waits for
 * nobody and nobody waits for it.
 */
const SCRIPT = `
  const { workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(new URL(workerData));
  database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  database.close();
`;

/** Writes come in bursts, as when many servers die; a thread and a busy disk are no help then. */
const CALM_MS = 2_000;

/**
 * A checkpoint waits for the disk: on a busy one it held the main thread for 75 ms (measured). So a thread is started
 * for each, which lives for about 60 ms. Where that fails the database does it itself, at a log of 16 MB.
 */
export function createCheckpointer(file: string, clock: Clock): Checkpointer {
  // It must not make an empty database where there is none any more.
  const url = pathToFileURL(file);
  url.searchParams.set('mode', 'rw');
  let writes = 0;
  let isClosed = false;
  let cancel: (() => void) | null = null;

  function start(): void {
    writes = 0;
    const thread = new Worker(SCRIPT, { eval: true, workerData: url.href, stdout: true, stderr: true });
    thread.unref();
    // The exit follows, and the log is left to grow until the database sees to it.
    thread.once('error', () => {});
    thread.once('exit', () => {
      cancel = null;
      arm();
    });
  }

  function arm(): void {
    if (!isClosed && writes >= WRITES_PER_CHECKPOINT) cancel ??= clock.after(CALM_MS, start);
  }

  return {
    noteWrite() {
      writes += 1;
      arm();
    },
    close() {
      isClosed = true;
      cancel?.();
    },
  };
}
