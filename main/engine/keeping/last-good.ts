import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The copy of the text that ran last, so that a start with a broken file has something to run. */
export interface LastGood {
  /** Null where there is none. */
  read(): Promise<string | null>;
  /** Whoever reads gets all of one text. Rejects where it can't be written. */
  keep(text: string): Promise<void>;
}

/** One for each configuration file that was ever used with this folder. */
export function openLastGood(folder: string, file: string): LastGood {
  const id = createHash('sha256').update(file).digest('hex').slice(0, 12);
  const path = join(folder, `last-good-${id}.json`);
  return {
    // Whatever is wrong with it: there is nothing then that could run.
    read: () => readFile(path, 'utf8').catch(() => null),
    async keep(text) {
      const draft = `${path}.tmp`;
      await writeFile(draft, text, { mode: 0o600, flush: true });
      await rename(draft, path);
    },
  };
}
