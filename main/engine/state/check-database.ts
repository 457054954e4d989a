import { Worker } from 'node:worker_threads';

/** Run in a thread of its own: looking at each page of 100 MB takes half a second. Plain JavaScript, for no file names it. */
const LOOK = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
let found;
try {
  const database = new DatabaseSync(workerData, { readOnly: true, timeout: 2000 });
  found = String(database.prepare('PRAGMA quick_check(1)').get()?.quick_check);
  database.close();
} catch (error) {
  found = error.message;
}
parentPort.postMessage(found);
`;

export interface DatabaseLook {
  /** `ok`, or what is wrong with it; null where it was ended before it was done. Never rejects. */
  readonly found: Promise<string | null>;
  end(): Promise<void>;
}

/** Looks at each page of a database that may be in use. Its owner ends it. */
export function lookAtDatabase(file: string): DatabaseLook {
  const worker = new Worker(LOOK, { eval: true, workerData: file, env: {}, execArgv: [] });
  worker.unref();
  const found = new Promise<string | null>((resolve) => {
    worker.once('message', (message: unknown) => resolve(String(message)));
    worker.once('error', (error) => resolve(error instanceof Error ? error.message : String(error)));
    worker.once('exit', () => resolve(null));
  });
  return {
    found,
    async end() {
      await worker.terminate();
    },
  };
}
