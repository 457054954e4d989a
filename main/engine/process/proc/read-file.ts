import { closeSync, openSync, readSync } from 'node:fs';

/** Why there is nothing to read: it has ended, or the system does not tell of it. */
export type Missing = 'gone' | 'denied';

/** Holds what was read last; the next read overwrites it. All of what is read with it fits, but for tables of sockets. */
export const bytes = Buffer.allocUnsafeSlow(16 * 1024);

/** Reads a file of /proc into {@link bytes}: how many of them, or why not. Throws what means neither, such as EMFILE. */
export function readBytes(path: string): number | Missing {
  return attempt(() => {
    const handle = openSync(path, 'r');
    try {
      return readSync(handle, bytes, 0, bytes.length, 0);
    } finally {
      closeSync(handle);
    }
  });
}

/** As text; null for whatever reason it can't be read. */
export function readText(path: string): string | null {
  const length = readBytes(path);
  return typeof length === 'number' ? bytes.toString('latin1', 0, length) : null;
}

/** What comes of a look at /proc, where processes end at any moment. Throws what says neither that nor that it is denied. */
export function attempt<Value>(look: () => Value): Value | Missing {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ESRCH') return 'gone';
    if (code === 'EACCES' || code === 'EPERM') return 'denied';
    throw error;
  }
}
