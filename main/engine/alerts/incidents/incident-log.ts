import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incident } from '#contract/incident.ts';

const NAME = 'incidents.jsonl';
const OLD_NAME = 'incidents.1.jsonl';
const MAX_BYTES = 5_000_000;

export interface IncidentLog {
  /** Never throws: what can't be written is told once. */
  append(
    event: 'opened' | 'closed' | 'reopened' | 'merged',
    at: string,
    incident: Incident & { merged_into: number | null },
  ): void;
  close(): Promise<void>;
}

/** One line of JSON for each incident that is opened or closed; the file before it is kept too, each 5 MB at most. */
export function openIncidentLog(folder: string, onFault: (text: string) => void): IncidentLog {
  const file = join(folder, NAME);
  let last: Promise<void> = Promise.resolve();
  let isFailing = false;

  async function write(line: string): Promise<void> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const bytes = await stat(file).then(
        ({ size }) => size,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return 0;
          throw error;
        },
      );
      if (bytes > 0 && bytes + Buffer.byteLength(line) > MAX_BYTES)
        await rename(file, join(folder, OLD_NAME));
      await appendFile(file, line, { mode: 0o600 });
      isFailing = false;
    } catch (error) {
      if (!isFailing)
        onFault(`The incident log can’t be written: ${error instanceof Error ? error.message : error}`);
      isFailing = true;
    }
  }

  return {
    append(event, at, incident) {
      const line = `${JSON.stringify({ at, event, incident })}\n`;
      last = last.then(() => write(line));
    },
    close: () => last,
  };
}
