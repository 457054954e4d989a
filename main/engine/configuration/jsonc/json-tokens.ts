import { createScanner } from 'jsonc-parser';
import type { Position } from '../reading/text-position.ts';

export interface Token {
  readonly offset: number;
  readonly text: string;
}

export interface BracketFault {
  readonly offset: number;
  readonly message: string;
}

/** Nobody indents further; what stands there stands inside a line. */
const INDENT_MAX = 500;

/** jsonc-parser's end of file; its names for token kinds are erased by its types. */
const END = 17;

/** All tokens without white space and comments. */
export function tokensOf(text: string): readonly Token[] {
  const scanner = createScanner(text, true);
  const tokens: Token[] = [];
  while (Number(scanner.scan()) !== END) {
    const offset = scanner.getTokenOffset();
    tokens.push({ offset, text: text.slice(offset, offset + scanner.getTokenLength()) });
  }
  return tokens;
}

/**
 * Whether there is anything to read, and where the first bracket is that goes deeper than `limit`; null for none. By hand,
 * for the scanner makes a text of each token, which takes as long as all of the parsing.
 */
export function glance(
  text: string,
  limit: number,
): { readonly isEmpty: boolean; readonly tooDeepAt: number | null } {
  let depth = 0;
  let isEmpty = true;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '/' && text[at + 1] === '/') at = endAt(text, '\n', at + 2);
    else if (sign === '/' && text[at + 1] === '*') at = endAt(text, '*/', at + 2) + 1;
    else if (sign.trim() === '') continue;
    else {
      isEmpty = false;
      if (sign === '"') at = endOfString(text, at);
      else if (sign === '{' || sign === '[') depth += 1;
      else if (sign === '}' || sign === ']') depth -= 1;
      if (depth > limit) return { isEmpty, tooDeepAt: at };
    }
  }
  return { isEmpty, tooDeepAt: null };
}

function endAt(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at === -1 ? text.length : at;
}

/** The quote that closes it, or the end of the line, where a string ends for the parser too. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"' || sign === '\n' || sign === '\r') return at;
    if (sign === '\\') at += 1;
  }
  return text.length;
}

/**
 * The bracket that a person should look at when the brackets of a text do not pair up. Pairing alone would point to
 * the file's first or last line; the indentation of the lines tells which bracket was really forgotten.
 */
export function bracketFault(
  text: string,
  tokens: readonly Token[],
  position: (offset: number) => Position,
): BracketFault | null {
  const open: Token[] = [];
  let suspectOpener: Token | null = null;
  let suspectCloser: Token | null = null;
  for (const token of tokens) {
    if (token.text === '{' || token.text === '[') open.push(token);
    if (token.text !== '}' && token.text !== ']') continue;
    const opener = open.pop();
    if (opener === undefined) return tooMany(suspectCloser ?? token);
    if ((opener.text === '{') !== (token.text === '}'))
      return neverClosed(opener, position(token.offset).line);
    const indent = ownIndent(text, token.offset, position);
    if (indent === null) continue;
    const openerIndent = lineIndent(text, opener.offset, position);
    if (indent < openerIndent) suspectOpener ??= opener;
    if (indent > openerIndent) suspectCloser ??= token;
  }
  const innermost = open.at(-1);
  return innermost ? neverClosed(suspectOpener ?? innermost, null) : null;
}

function neverClosed(opener: Token, beforeLine: number | null): BracketFault {
  const closer = opener.text === '{' ? '}' : ']';
  const where =
    beforeLine === null ? 'add one where it ends' : `add one before the bracket on line ${beforeLine}`;
  return {
    offset: opener.offset,
    message: `this ${opener.text} is never closed: a ${closer} is missing; ${where}`,
  };
}

function tooMany(closer: Token): BracketFault {
  return {
    offset: closer.offset,
    message: `this ${closer.text} closes nothing: there is one ${closer.text} too many`,
  };
}

type PositionOf = (offset: number) => Position;

function lineIndent(text: string, offset: number, position: PositionOf): number {
  const start = offset - (position(offset).column - 1);
  return text.slice(start).search(/[^ \t]/);
}

/** The indentation of a bracket that is the first thing on its line; null for one inside a line. */
function ownIndent(text: string, offset: number, position: PositionOf): number | null {
  const indent = position(offset).column - 1;
  // A file that is one long line must not be looked through again for each of its brackets.
  if (indent > INDENT_MAX) return null;
  return /^[ \t]*$/.test(text.slice(offset - indent, offset)) ? indent : null;
}
