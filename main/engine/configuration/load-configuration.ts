import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { loadFormat } from './formats/format-of.ts';
import { parseConfiguration } from './reading/parse-configuration.ts';
import { MAX_CONFIGURATION_CHARACTERS } from './reading/read-tree.ts';
import type { LoadResult } from './server-config.ts';
import type { ReadingContext } from './sources/reading-context.ts';

/** What reading the file gave: its text, or why there is none. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** A character takes at most four bytes. */
const MAX_BYTES = 4 * MAX_CONFIGURATION_CHARACTERS;

/** Opening a named pipe would otherwise wait for a writer, for ever. Windows has neither the flag nor the trap. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads and checks the file. A missing or unreadable file is a finding, never a rejection. */
export async function loadConfiguration(file: string, context: ReadingContext): Promise<LoadResult> {
  return checkFileText(file, await readFileText(file), context);
}

export function checkFileText(file: string, found: FileText, context: ReadingContext): LoadResult {
  if (found.kind === 'text') return parseConfiguration(file, found.text, context);
  const message = found.kind === 'missing' ? 'the file is not there' : found.message;
  return { ok: false, findings: [{ severity: 'error', file, line: 1, column: 1, key: '', message }] };
}

/** Never rejects, and reads nothing but plain files of a configuration's size. */
export async function readFileText(file: string): Promise<FileText> {
  await loadFormat(file);
  try {
    const handle = await open(file, READ_WITHOUT_WAITING);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return unreadable(`this is ${stats.isDirectory() ? 'a folder' : 'no plain file'}`);
      if (stats.size > MAX_BYTES) return unreadable('the file is too large to be a configuration');
      return decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    const denied = code === 'EACCES' || code === 'EPERM';
    return unreadable(`the file can't be read: ${denied ? 'its permissions forbid it' : code}`);
  }
}

function decode(bytes: Buffer): FileText {
  const [first, second] = bytes;
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (utf16) return unreadable('the file is saved as UTF-16: save it as UTF-8');
  if (!isUtf8(bytes)) return unreadable('the file is not saved as UTF-8: save it as UTF-8');
  return { kind: 'text', text: bytes.toString('utf8') };
}

function unreadable(message: string): FileText {
  return { kind: 'unreadable', message };
}
