import { applyEdits, format, getNodeValue, type ParseError, parseTree } from 'jsonc-parser';

/** What a text says, as plain JSON: null where it can't be read. */
export function plainValue(_file: string, text: string): unknown {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return root === undefined || errors.length > 0 ? null : getNodeValue(root);
}

/** A good text laid out anew; comments stay. */
export function layOut(_file: string, text: string): string {
  return applyEdits(text, format(text, undefined, { insertSpaces: true, tabSize: 2, eol: '\n' }));
}
