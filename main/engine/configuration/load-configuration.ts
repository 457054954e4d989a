import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { decodeText } from './formats/decode-text.ts';
import { formatOf, loadFormat } from './formats/format-of.ts';
import { parseConfiguration } from './reading/parse-configuration.ts';
import { MAX_CONFIGURATION_CHARACTERS } from './reading/read-tree.ts';
import type { LoadResult } from './server-config.ts';
import type { ReadingContext } from './sources/reading-context.ts';

/** What reading the file gave: its text, or why there is none. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'unreadable';
      readonly message: string;
      readonly line?: number;
      readonly column?: number;
    };

/** A character takes at most four bytes. */
const MAX_BYTES = 4 * MAX_CONFIGURATION_CHARACTERS;

/** Opening a named pipe would otherwise wait for a writer, for ever. Windows has neither the flag nor the trap. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const DENIED = 'its permissions forbid it';
const WHY_NOT_READ: Readonly<Record<string, string>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  ELOOP: 'the link leads to itself',
  EMFILE: 'Signalbox has too many files open',
  ENFILE: 'this machine has too many files open',
  EIO: 'the disk it is on gives an error (EIO)',
  ESTALE: 'the network folder it is in has changed (ESTALE)',
  ENAMETOOLONG: 'its name is too long',
  ETIMEDOUT: 'the disk it is on does not answer',
};

/** Reads and checks the file. A missing or unreadable file is a finding, never a rejection. */
export async function loadConfiguration(file: string, context: ReadingContext): Promise<LoadResult> {
  return checkFileText(file, await readFileText(file), context);
}

export function checkFileText(file: string, found: FileText, context: ReadingContext): LoadResult {
  if (found.kind === 'text') return parseConfiguration(file, found.text, context);
  const message = found.kind === 'missing' ? 'the file is not there' : found.message;
  const { line = 1, column = 1 } = found.kind === 'unreadable' ? found : {};
  return { ok: false, findings: [{ severity: 'error', file, line, column, key: '', message }] };
}

/** Never rejects, and reads nothing but plain files of a configuration's size. */
export async function readFileText(file: string): Promise<FileText> {
  await loadFormat(file);
  try {
    const handle = await open(file, READ_WITHOUT_WAITING);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return unreadable(`this is ${stats.isDirectory() ? 'a folder' : 'no plain file'}`);
      if (stats.size > MAX_BYTES) {
        const most = `${formatOf(file).maxCharacters.toLocaleString('en')} characters are the most`;
        return unreadable(`the file is too large to be a configuration: ${most}`);
      }
      return decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return unreadable(`the file can't be read: ${WHY_NOT_READ[code] ?? code}`);
  }
}

function decode(bytes: Buffer): FileText {
  const decoded = decodeText(bytes);
  return 'text' in decoded ? { kind: 'text', ...decoded } : { kind: 'unreadable', ...decoded };
}

function unreadable(message: string): FileText {
  return { kind: 'unreadable', message };
}
