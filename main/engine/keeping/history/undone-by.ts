import type { ConfigurationChange, ValueChange } from '#contract/configuration-text.ts';

/**
 * What is to be said of a save of the file that takes back all that the entry before it had changed: by a program that had
 * read the file before. Null where the save is none such.
 * @param before the version that was saved over
 * @param sinceMs an older entry was most likely seen, and taken back on purpose
 */
export function undoneBy(
  changes: readonly ValueChange[],
  before: string | null,
  last: ConfigurationChange | undefined,
  sinceMs: number,
): string | null {
  if (last === undefined || last.by.kind === 'file' || last.after !== before || last.changes.length === 0)
    return null;
  if (Date.parse(last.at) < sinceMs) return null;
  const now = new Map(changes.map((change) => [change.key, change]));
  const isUndone = last.changes.every(({ key, before: was, after: became }) => {
    const change = now.get(key);
    return change !== undefined && change.before === became && change.after === was;
  });
  return isUndone
    ? `it had not seen change ${last.id} of a moment before (${last.summary}), which can be restored from the history`
    : null;
}
