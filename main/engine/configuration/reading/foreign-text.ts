import type { Format, SyntaxFault } from '../formats/format.ts';

const MERGE_MARK = /^(<{7}|>{7})(?=[ \t]|\r?$)/m;
/** `[section]` or `key = value`, behind empty lines and comments. */
const TOML_START =
  /^(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*(?:\[\[?[A-Za-z_][\w.-]*\]\]?[ \t]*(?:#[^\r\n]*)?(?=\r?\n)|[\w.-]+[ \t]*=)/;
const ASSIGNMENT = /^[ \t]*[\w.-]+[ \t]*=/m;

/**
 * What a text that can't be read is in truth, where that says more than its first wrong sign: a merge that nobody has
 * finished, a web page, TOML. Null for what is just broken. Quotes nothing of it.
 */
export function foreignText(source: string, { example }: Format): SyntaxFault | null {
  const mark = MERGE_MARK.exec(source);
  if (mark?.[1] !== undefined) {
    const message = `an unfinished merge: ${mark[1]} stands here; keep one of the two sides, and take the marks out`;
    return { offset: mark.index, message };
  }
  const offset = source.search(/\S/);
  if (source[offset] === '<') {
    return { offset, message: `this looks like HTML or XML: a configuration is an object, ${example}` };
  }
  if (TOML_START.test(source) && ASSIGNMENT.test(source)) {
    return { offset, message: `this looks like TOML: a configuration is JSON or YAML, ${example}` };
  }
  return null;
}
