import type { Finding } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import type { ConfigurationEdit } from './editing/edit-text.ts';
import { replaceFile } from './editing/replace-file.ts';
import { formatOf } from './formats/format-of.ts';
import { checkFileText, type FileText, readFileText } from './load-configuration.ts';
import { parseConfiguration } from './reading/parse-configuration.ts';
import type { Configuration, LoadResult } from './server-config.ts';
import type { ReadingContext } from './sources/reading-context.ts';

const BYTE_ORDER_MARK = '\uFEFF';

export interface EditOptions {
  readonly file: string;
  /** Puts aside what the file was before each edit, and what somebody else wrote at the same moment. */
  readonly keep: (text: string) => Promise<unknown>;
  /** What the file is read with, now. */
  readonly reading: () => ReadingContext;
}

export interface Edited {
  readonly configuration: Configuration;
  /** What the file was, to the byte; null where there was none. */
  readonly before: string | null;
  /** What it is now; the same where nothing was to be done. */
  readonly after: string;
}

export type Edits = readonly ConfigurationEdit[] | ((now: Configuration) => readonly ConfigurationEdit[]);

/**
 * Changes the file, if what comes out is a good configuration, and gives that. Comments and layout stay.
 * @param edits or what makes them from the file as it is now; without any, the file is left alone
 * Throws ProblemError, and changes nothing: `configuration-broken` when the file is broken now or would be afterwards;
 * `bad-input` for a path that leads nowhere, and for a file that can't be written; `conflict` when somebody else changed
 * it at the same moment.
 */
export function editConfiguration(options: EditOptions, edits: Edits): Promise<Edited> {
  return changeConfiguration(options, (found) => {
    const now = good(checkFileText(options.file, found, options.reading()), 'the file is broken now: ');
    return formatOf(options.file).edit(now.text, typeof edits === 'function' ? edits(now) : edits);
  });
}

/**
 * As {@link editConfiguration}, with a whole new text that is made from what the file is now, be that good, broken or
 * nothing at all. What `next` throws comes through.
 */
export async function changeConfiguration(
  { file, keep, reading }: EditOptions,
  next: (found: FileText) => string,
): Promise<Edited> {
  const found = await readFileText(file);
  if (found.kind === 'unreadable') throw new ProblemError('bad-input', `${file}: ${found.message}`);
  const before = found.kind === 'text' ? found.text : null;
  const configuration = good(parseConfiguration(file, next(found), reading()), 'the file would be broken: ');
  const mark = before?.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const after = mark + configuration.text;
  if (after === before) return { configuration, before, after };
  const isReplaced = await written(file, async () => {
    if (before !== null) await keep(before);
    return await replaceFile({ file, text: after, from: before, keep });
  });
  if (isReplaced) return { configuration, before, after };
  const says = `${file} was changed by somebody else at the same moment: look at it and try again`;
  throw new ProblemError('conflict', says);
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
export function brokenConfiguration(findings: readonly Finding[], says = ''): ProblemError {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const lines = errors
    .slice(0, 3)
    .map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  const more = errors.length > lines.length ? `; and ${errors.length - lines.length} more` : '';
  return new ProblemError('configuration-broken', says + lines.join('; ') + more);
}
