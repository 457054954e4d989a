import type { ValueChange } from '#contract/configuration-text.ts';
import { compareValues, showDifferences } from './compare-values.ts';
import { summarise } from './summarise.ts';

const MAX_CHANGES = 100;

export interface TextReader {
  /** The plain value of a text; null for one that can't be read. */
  readonly readValue: (text: string) => unknown;
  /** The text with its secrets masked. */
  readonly show: (text: string) => string;
}

/**
 * What a change of the text means, secrets masked.
 * @param before null where there was no file; of one that could not be read, the last that could
 * @param after null where the file is gone
 */
export function describeChange(
  before: string | null,
  after: string | null,
  { readValue, show }: TextReader,
): { readonly changes: readonly ValueChange[]; readonly summary: string } {
  if (after === null) return { changes: [], summary: 'the file is gone' };
  if (after === before) return { changes: [], summary: 'nothing changed' };
  const value = readValue(after);
  if (value === null || value === undefined) return { changes: [], summary: 'the text can not be read' };
  const shown = (text: string | null) => (text === null ? undefined : readValue(show(text)));
  const differences = compareValues(before === null ? undefined : readValue(before), value);
  return {
    changes: showDifferences(differences.slice(0, MAX_CHANGES), shown(before), shown(after)),
    summary: summarise(differences),
  };
}
