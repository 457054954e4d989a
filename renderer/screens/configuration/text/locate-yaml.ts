import type { Located } from './locate.ts';

interface Line {
  /** Where its dashes begin, or its key. */
  readonly start: number;
  readonly indent: number;
  /** How many dashes of a list stand before the key. */
  readonly items: number;
  readonly key: string | null;
}

const LINE = /^(\s*)((?:- +)*)(?:("[^"]*"|'[^']*'|[^\s:#'"-][^:#]*?)\s*:(?=\s|$))?/;

/**
 * The place of a position in YAML's block style, from indentation alone: what stands between braces is not looked into.
 * Null in a comment.
 */
export function locateYaml(text: string, position: number): Located | null {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const found = text.indexOf('\n', position);
  const whole = text.slice(start, found === -1 ? text.length : found);
  const before = whole.slice(0, position - start);
  if (/(?:^|\s)#/.test(before)) return null;
  const here = readLine(whole);
  const above = text.slice(0, start).split('\n').slice(0, -1);
  const colon = /^\s*(?:- +)*(?:"[^"]*"|'[^']*'|[^\s:#'"-][^:#]*?)\s*:(?=\s|$)/.exec(whole)?.[0].length;
  const inValue = colon !== undefined && position - start >= colon;
  const inItem = !inValue && here.key === null && here.items > 0;
  // On an empty line the place is told by where the cursor stands.
  const place = whole.trim() === '' ? { ...here, start: before.length, indent: before.length } : here;
  const parent = parentsOf(above, place);
  const word = /[^\s:#-][^:#]*$/.exec(inValue ? before.slice(colon) : before)?.[0] ?? '';
  const from = position - word.length;
  const rest = /^[^\s:#,]*/.exec(text.slice(position))?.[0].length ?? 0;
  if (inValue) return { parent, step: here.key, isKey: false, from, to: position + rest };
  if (inItem) return { parent: parent.slice(0, -1), step: 0, isKey: false, from, to: position + rest };
  return { parent, step: here.key, isKey: true, from, to: position + rest };
}

function parentsOf(above: readonly string[], here: Line): (string | number)[] {
  const path: (string | number)[] = [];
  let limit = here.indent;
  // The items of a list may stand as deep as the key that holds them.
  let isItem = false;
  const enterItem = (line: Line): void => {
    if (line.items === 0) return;
    path.unshift(0);
    limit = line.start;
    isItem = true;
  };
  enterItem(here);
  for (const text of above.toReversed()) {
    if (limit === 0 && !isItem) break;
    if (/^\s*(?:#|$)/.test(text)) continue;
    const line = readLine(text);
    const isAround = line.indent < limit || (isItem && line.indent === limit && line.items === 0);
    if (line.key !== null && isAround) {
      path.unshift(line.key);
      limit = line.indent;
      isItem = false;
      enterItem(line);
    } else if (!isItem && line.indent === limit) enterItem(line);
  }
  return path;
}

function readLine(text: string): Line {
  const [, spaces = '', dashes = '', key] = LINE.exec(text) ?? [];
  return {
    start: spaces.length,
    indent: spaces.length + dashes.length,
    items: (dashes.match(/-/g) ?? []).length,
    key: key === undefined ? null : key.replace(/^["']|["']$/g, ''),
  };
}
