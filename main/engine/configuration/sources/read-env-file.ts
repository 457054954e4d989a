import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import type { EnvFault, EnvFile, EnvVariable } from './reading-context.ts';

/** Hundreds of times what variables take. */
const MAX_BYTES = 1024 * 1024;

/** Opening a named pipe would otherwise wait for a writer, for ever. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/;

/** Where the `.env` file of a configuration file is. */
export function envFileOf(configFile: string): string {
  return join(dirname(configFile), '.env');
}

/** The `.env` file beside a configuration file; null where there is none. One that can't be read holds its fault alone. */
export function readEnvFile(configFile: string): EnvFile | null {
  const file = envFileOf(configFile);
  try {
    const text = readPlainFile(file);
    return text === null
      ? unreadable(file, 'this is no plain text file of at most 1 MiB')
      : parseEnvText(file, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    const denied = code === 'EACCES' || code === 'EPERM';
    return unreadable(file, `the file can't be read: ${denied ? 'its permissions forbid it' : code}`);
  }
}

/** Of a name that stands there twice, the last holds, as in a shell. */
export function parseEnvText(file: string, source: string): EnvFile {
  const text = source.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const values = parseEnv(text);
  const lines = text.split('\n');
  const variables = new Map<string, EnvVariable>();
  const faults: EnvFault[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const column = line.search(/\S/) + 1;
    if (column === 0 || line[column - 1] === '#') continue;
    const [whole, name] = ASSIGNMENT.exec(line) ?? [];
    if (whole === undefined || name === undefined) {
      const message = 'is no variable: a line is NAME=value, or a comment that starts with #';
      faults.push({ line: index + 1, column, message });
      continue;
    }
    const value = values[name];
    if (value !== undefined) {
      variables.set(name, { value, line: index + 1, column: line.indexOf(name) + 1 });
    }
    index += linesOfQuoted(lines, index, whole.length);
  }
  return { file, variables, faults };
}

/** How many more lines a quoted value takes; 0 where its quote ends on the line, or never. */
function linesOfQuoted(lines: readonly string[], index: number, start: number): number {
  const line = lines[index] ?? '';
  const quote = line[start];
  if (quote !== '"' && quote !== "'" && quote !== '`') return 0;
  if (line.includes(quote, start + 1)) return 0;
  const end = lines.findIndex((later, at) => at > index && later.includes(quote));
  return end === -1 ? 0 : end - index;
}

function readPlainFile(file: string): string | null {
  const handle = openSync(file, READ_WITHOUT_WAITING);
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile() || stats.size > MAX_BYTES) return null;
    const text = readFileSync(handle, 'utf8');
    return text.includes('\0') ? null : text;
  } finally {
    closeSync(handle);
  }
}

function unreadable(file: string, message: string): EnvFile {
  return { file, variables: new Map(), faults: [{ line: 1, column: 1, message }] };
}
