import type { ConfigurationEdit } from '../formats/format.ts';
import { formatOf } from '../formats/format-of.ts';

export type { ConfigurationEdit };

/**
 * Changes the text of a configuration file, one edit after the other: comments, order and layout around them stay. `file`
 * tells the format. Throws ProblemError `bad-input` for a path that leads through something other than an object or a
 * list, and where YAML can't be made to say just that.
 */
export function editText(file: string, text: string, edits: readonly ConfigurationEdit[]): string {
  return formatOf(file).edit(text, edits);
}
