import { isDeepStrictEqual } from 'node:util';
import type { Node } from 'jsonc-parser';
import type { Format } from '../formats/format.ts';

/** Where a comment stands, and what it says. */
interface Comment {
  readonly start: number;
  readonly end: number;
  readonly says: string;
}

/** The comments that belong to a key: on lines of their own right above it, and behind its value to the end of the line. */
export interface OwnComments {
  readonly above: readonly string[];
  readonly behind: readonly string[];
}

/** `text` without the comments of the key that a value stands at, and those. */
export function takeComments(
  format: Format,
  text: string,
  value: Node,
): OwnComments & { readonly text: string } {
  const all = commentsIn(format, text);
  const above: Comment[] = [];
  const line = lineStart(text, value.parent?.offset ?? value.offset);
  const isFirst = isBlank(text.slice(line, value.parent?.offset ?? value.offset));
  for (let at = isFirst ? line : 0; ; at = lineStart(text, above[0]?.start ?? 0)) {
    const one = all.find(({ start, end }) => start < at && end <= at && isBreak(text.slice(end, at)));
    if (one === undefined || !isBlank(text.slice(lineStart(text, one.start), one.start))) break;
    above.unshift(one);
  }
  const behind: Comment[] = [];
  const end = value.offset + value.length;
  const eol = lineEnd(text, end);
  let at = end;
  for (const one of all.filter(({ start }) => start >= end && start < eol)) {
    if (!/^[ \t]*,?[ \t]*$/.test(text.slice(at, one.start))) break;
    behind.push(one);
    at = one.end;
  }
  const isWhole = at <= eol && /^[ \t]*,?[ \t]*$/.test(text.slice(at, eol));
  const own = isWhole ? behind : [];
  let left = text;
  for (const one of own.toReversed()) {
    const from = one.start - (/[ \t]*$/.exec(left.slice(0, one.start))?.[0].length ?? 0);
    left = left.slice(0, from) + left.slice(one.end);
  }
  for (const one of above.toReversed()) {
    const next = lineEnd(left, one.end);
    left = left.slice(0, lineStart(left, one.start)) + left.slice(next).replace(/^\r?\n/, '');
  }
  const words = (comments: readonly Comment[]) => comments.map(({ says }) => says);
  return { text: left, above: words(above), behind: words(own) };
}

/** Puts comments to a key: above its line where they find no place behind it, and at the end of the file where nowhere else. */
export function putComments(
  format: Format,
  text: string,
  value: Node,
  { above, behind }: OwnComments,
): string {
  const eol = lineEnd(text, value.offset + value.length);
  const isLast = /^,?[ \t]*$/.test(text.slice(value.offset + value.length, eol));
  const withBehind =
    isLast && behind.length > 0
      ? `${text.slice(0, eol).trimEnd()} ${behind.join(' ')}${text.slice(eol)}`
      : text;
  const isPut = withBehind !== text && meansTheSame(format, text, withBehind);
  const lines = isPut ? above : [...above, ...behind];
  return putLines(format, isPut ? withBehind : text, lineStart(text, value.offset), lines);
}

/** `after` with the comments of `before` that it lost, on lines of their own where it differs. */
export function keepComments(format: Format, before: string, after: string): string {
  const there = commentsIn(format, after).map(({ says }) => says);
  const lost = commentsIn(format, before).flatMap(({ says }) => {
    const at = there.indexOf(says);
    if (at === -1) return [says];
    there.splice(at, 1);
    return [];
  });
  if (lost.length === 0) return after;
  let same = 0;
  while (same < after.length && after.at(-1 - same) === before.at(-1 - same)) same += 1;
  const differs = after.length - same;
  const line = after.indexOf('\n', differs - 1) + 1;
  return putLines(format, after, line === 0 ? after.length : line, lost);
}

/** `at` is where a line begins. */
function putLines(format: Format, text: string, at: number, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /^[ \t]*(?=[^\s}\]])/.exec(text.slice(at, lineEnd(text, at)))?.[0] ?? '';
  const gap = at === 0 || text[at - 1] === '\n' ? '' : lineBreak;
  const put =
    text.slice(0, at) + gap + lines.map((line) => indent + line + lineBreak).join('') + text.slice(at);
  if (meansTheSame(format, text, put)) return put;
  const end = text.endsWith('\n') ? '' : lineBreak;
  return text + end + lines.map((line) => line + lineBreak).join('');
}

function meansTheSame(format: Format, a: string, b: string): boolean {
  return (
    !('fault' in format.read(b)) &&
    isDeepStrictEqual(format.value(a), format.value(b)) &&
    format.texts(b).filter(({ kind }) => kind === 'string').length ===
      format.texts(a).filter(({ kind }) => kind === 'string').length
  );
}

function commentsIn(format: Format, text: string): readonly Comment[] {
  return format
    .texts(text)
    .filter(({ kind }) => kind === 'comment')
    .map(({ offset, length }) => ({
      start: offset,
      end: offset + length,
      says: text.slice(offset, offset + length).trimEnd(),
    }))
    .toSorted((a, b) => a.start - b.start);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Before the line break. */
function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at === -1) return text.length;
  return text[at - 1] === '\r' && at > offset ? at - 1 : at;
}

function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}

function isBreak(text: string): boolean {
  return /^[ \t]*(?:\r?\n)?$/.test(text);
}
