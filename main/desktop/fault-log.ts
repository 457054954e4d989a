import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

/** Where faults of the desktop app go: nobody sees the stderr of an app that was started from a menu. */
export interface FaultLog {
  readonly file: string;
  /** Never throws. */
  readonly report: (error: unknown) => void;
}

export interface FaultLogOptions {
  /** `desktop.log` lies in it, and `desktop.1.log` with what came before. Made when the first fault comes. */
  readonly folder: string;
  readonly now?: () => number;
  /** The file is put aside once it is larger. */
  readonly maxBytes?: number;
}

/** Writes each fault to stderr and to a file that only its owner can read; the two files are 2 MiB at most. */
export function createFaultLog({
  folder,
  now = Date.now,
  maxBytes = 1024 * 1024,
}: FaultLogOptions): FaultLog {
  const file = join(folder, 'desktop.log');

  function append(text: string): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > 0 && bytes + Buffer.byteLength(text) > maxBytes) {
      renameSync(file, join(folder, 'desktop.1.log'));
    }
    appendFileSync(file, text, { mode: 0o600 });
  }

  return {
    file,
    report(error) {
      console.error(error);
      try {
        append(`${new Date(now()).toISOString()} ${inspect(error)}\n`);
      } catch (fault) {
        console.error(`${file} can't be written:`, fault);
      }
    },
  };
}
