import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Alert } from '#contract/alert.ts';
import type { Clock } from '../../ports.ts';
import { within } from '../../process/process.ts';

/** The newest; a file has some 100 KB. */
const KEPT_FILES = 50;
/** Of each part: a server that is in trouble must not hold up what is written about it. */
const PART_LIMIT_MS = 5_000;

/** What is written down of a server, or of the machine (null). All of it with secrets masked. */
export type DiagnosisParts = Readonly<Record<string, (server: string | null) => unknown>>;

/**
 * Makes what writes down all that is known in the moment of an alert, as JSON for its owner alone: the alert and each part
 * by its name. A part that fails or takes too long says so in its place. Gives the file.
 */
export function createDiagnoses(options: {
  readonly clock: Clock;
  /** Made when it is missing. */
  readonly folder: string;
  readonly parts: DiagnosisParts;
}): (alert: Alert) => Promise<string> {
  const { clock, folder, parts } = options;
  return async (alert) => {
    const entries = await Promise.all(
      Object.entries(parts).map(
        async ([name, part]) => [name, await read(part, alert.server, clock)] as const,
      ),
    );
    const at = new Date(clock.now()).toISOString();
    const text = JSON.stringify({ written_at: at, alert, ...Object.fromEntries(entries) }, null, 2);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const about = `${alert.server ?? 'machine'}-${alert.rule}`.replaceAll(/[^\w.-]+/g, '_').slice(0, 80);
    const file = join(folder, `${at.replaceAll(':', '-')}-${about}-${alert.id.replaceAll(/\W+/g, '_')}.json`);
    await writeFile(file, `${text}\n`, { mode: 0o600 });
    await trim(folder);
    return file;
  };
}

async function read(part: DiagnosisParts[string], server: string | null, clock: Clock): Promise<unknown> {
  try {
    const reading = Promise.resolve(part(server));
    if (await within(clock, PART_LIMIT_MS, reading)) return await reading;
    // However it ends: nobody waits for it any more.
    reading.catch(() => {});
    return { error: `it was not there within ${PART_LIMIT_MS / 1000} s` };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Their names begin with their moment. */
async function trim(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  for (const name of files.slice(0, -KEPT_FILES)) await rm(join(folder, name), { force: true });
}
