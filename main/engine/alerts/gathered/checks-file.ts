import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Of each of the two files: a year of checks of ten servers. */
const MAX_BYTES = 5_000_000;

/** Appends lines to `checks.jsonl`; the file before the last 5 MB is `checks.1.jsonl`, and what is older is gone. */
export interface ChecksFile {
  /** Rejects where the disk can't be written. */
  append(check: unknown): Promise<void>;
}

export function openChecksFile(folder: string, maxBytes = MAX_BYTES): ChecksFile {
  const file = join(folder, 'checks.jsonl');
  return {
    async append(check) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if ((await sizeOf(file)) >= maxBytes) await rename(file, join(folder, 'checks.1.jsonl'));
      await appendFile(file, `${JSON.stringify(check)}\n`, { mode: 0o600 });
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
