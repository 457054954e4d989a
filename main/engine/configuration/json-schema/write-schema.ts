import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationSchema } from './configuration-schema.ts';

/** Beside the configuration, which names it as `./servers.schema.json`. */
const SCHEMA_FILE = 'servers.schema.json';

/**
 * Writes the JSON schema for editors into a folder that is there. What is the same already is left alone. Never rejects: that
 * it can't be written is told.
 */
export async function writeConfigurationSchema(
  folder: string,
  onFault: (message: string) => void,
): Promise<void> {
  await write(folder).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    onFault(`The JSON schema of the configuration could not be written: ${why}`);
  });
}

async function write(folder: string): Promise<void> {
  const file = join(folder, SCHEMA_FILE);
  const text = `${JSON.stringify(configurationSchema(), null, 1)}\n`;
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before === text) return;
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
