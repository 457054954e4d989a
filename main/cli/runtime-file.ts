import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { RuntimeFile } from '#contract/runtime-file.ts';
import { CliError, EXIT } from './exit-codes.ts';

/** Reads what a running engine says of itself; null when the file is not there. Throws CliError on a file that can't be used. */
export async function readRuntimeFile(file: string): Promise<RuntimeFile | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file} can't be read: ${why}`, EXIT.noEngine, { cause: error });
  }
  const parsed = RuntimeFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new CliError(
    `${file} is not what an engine writes (${z.prettifyError(parsed.error).replaceAll('\n', ' ')}). Remove it and start the engine again.`,
    EXIT.noEngine,
  );
}

/** Undefined for a text that is no JSON: the schema then says what is missing. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
