import { ProblemError } from '#contract/problem.ts';
import type { ConfigurationEdit } from './format.ts';
import { formatOf } from './format-of.ts';
import { plainValueOf } from './plain-value-of.ts';

/** What a text says, as plain JSON: null where it can't be read. */
export function plainValue(file: string, text: string): unknown {
  const read = formatOf(file).read(text);
  return 'fault' in read ? null : (plainValueOf(read.root) ?? null);
}

/** Comments, order and layout around the edits stay. Throws ProblemError `bad-input`. */
export function editTextOf(file: string, text: string, edits: readonly ConfigurationEdit[]): string {
  requireReadable(file, text);
  return formatOf(file).edit(text, edits);
}

/** The text laid out anew; comments stay. Throws ProblemError `bad-input`. */
export function layOutTextOf(file: string, text: string): string {
  requireReadable(file, text);
  return formatOf(file).layOut(text);
}

function requireReadable(file: string, text: string): void {
  const read = formatOf(file).read(text);
  if ('fault' in read) throw new ProblemError('bad-input', `the text can't be read: ${read.fault.message}`);
}
