import type { Finding } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import { keepBackup } from './editing/backups.ts';
import { type ConfigurationEdit, editText } from './editing/edit-text.ts';
import { replaceFile } from './editing/replace-file.ts';
import { checkFileText, readFileText } from './load-configuration.ts';
import { parseConfiguration } from './reading/parse-configuration.ts';
import type { Configuration, LoadResult } from './server-config.ts';
import type { ReadingContext } from './sources/reading-context.ts';

const BYTE_ORDER_MARK = '\uFEFF';

export interface EditOptions {
  readonly file: string;
  /** Holds what the file was before each edit. */
  readonly backupFolder: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the file is read with, now. */
  readonly reading: () => ReadingContext;
}

/**
 * Changes the file, if what comes out is a good configuration, and gives that. Comments and layout stay.
 * @param edits or what makes them from the file as it is now; without any, the file is left alone
 * Throws ProblemError, and changes nothing: `configuration-broken` when the file is broken now or would be afterwards;
 * `bad-input` for a path that leads nowhere, for a file that can't be written, and when somebody else changed it at the
 * same moment.
 */
export function editConfiguration(
  options: EditOptions,
  edits: readonly ConfigurationEdit[] | ((now: Configuration) => readonly ConfigurationEdit[]),
): Promise<Configuration> {
  return change(options, (now) => editText(now.text, typeof edits === 'function' ? edits(now) : edits));
}

/** As {@link editConfiguration}, with a whole new text. */
export function replaceConfiguration(options: EditOptions, text: string): Promise<Configuration> {
  return change(options, () => text);
}

async function change(
  { file, backupFolder, now, reading }: EditOptions,
  next: (configuration: Configuration) => string,
): Promise<Configuration> {
  const before = await readFileText(file);
  const context = reading();
  const configuration = good(checkFileText(file, before, context), 'the file is broken now: ');
  const text = next(configuration);
  if (text === configuration.text) return configuration;
  const changed = good(parseConfiguration(file, text, context), 'the file would be broken: ');
  const isReplaced = await written(file, async () => {
    if (before.kind !== 'text') return false;
    const keep = (theirs: string) => keepBackup(backupFolder, theirs, now);
    await keep(before.text);
    const mark = before.text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
    return replaceFile({ file, text: mark + changed.text, from: before.text, keep });
  });
  if (!isReplaced) {
    throw new ProblemError(
      'bad-input',
      `${file} was changed by somebody else meanwhile: look at it and try again`,
    );
  }
  return changed;
}

async function written<Result>(file: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    throw new ProblemError('bad-input', `${file} can't be changed: ${error.message}`, { cause: error });
  }
}

function good(result: LoadResult, says: string): Configuration {
  if (result.ok) return result.configuration;
  throw brokenConfiguration(result.findings, says);
}

/** Names the first errors with their places. */
function brokenConfiguration(findings: readonly Finding[], says: string): ProblemError {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const lines = errors
    .slice(0, 3)
    .map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  const more = errors.length > lines.length ? `; and ${errors.length - lines.length} more` : '';
  return new ProblemError('configuration-broken', says + lines.join('; ') + more);
}
