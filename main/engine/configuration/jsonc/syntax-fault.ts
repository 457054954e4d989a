import { type ParseError, type ParseErrorCode, printParseErrorCode } from 'jsonc-parser';
import type { Position } from '../reading/text-position.ts';
import { quoted } from '../reading/wording.ts';
import { CHANNEL_KEYS, KEYS } from '../versions/config-v1.ts';
import { type BracketFault, bracketFault, type Token } from './json-tokens.ts';

/**
 * The first syntax error in words for a person, at the place where the mending is done: a missing comma is at the end
 * of what comes before it, not at what follows. Later errors of a parser mostly follow from the first.
 */
export function syntaxFault(
  text: string,
  tokens: readonly Token[],
  error: ParseError,
  position: (offset: number) => Position,
): BracketFault {
  const at = tokens.findIndex((token) => token.offset >= error.offset);
  const token = at === -1 ? undefined : tokens[at];
  const before = at === -1 ? tokens.at(-1) : tokens[at - 1];
  const atBracket = token === undefined || token.text === '}' || token.text === ']';
  const kind = printParseErrorCode(error.error as ParseErrorCode);
  if (atBracket && !kind.startsWith('UnexpectedEndOf')) {
    const fault = bracketFault(text, tokens, position);
    if (fault) return fault;
  }
  const other = before === undefined ? null : otherNumber(text, before);
  if (other) return other;
  const here = { offset: error.offset };
  const behind = { offset: before ? before.offset + before.text.length : error.offset };
  const after = before ? ` after ${briefly(before.text)}` : '';
  const afterKey = before ? ` after ${asKey(before.text)}` : '';
  const found = text.slice(error.offset, error.offset + error.length);
  switch (kind) {
    case 'CommaExpected':
      return { ...behind, message: `a comma is missing${after}` };
    case 'ColonExpected':
      return { ...behind, message: `a colon and a value are missing${afterKey}` };
    case 'ValueExpected':
      if (found === ',') return { ...here, message: `a value is missing before this comma` };
      return before?.text === ':'
        ? { ...behind, message: 'a value is missing after this colon' }
        : { ...here, message: `a value is missing here, before ${briefly(found)}` };
    case 'PropertyNameExpected':
      return found === ','
        ? { ...here, message: 'there is one comma too many' }
        : { ...here, message: `a key in double quotes belongs here, not ${briefly(found)}` };
    case 'InvalidSymbol':
      return { ...here, message: strayWord(found, before) };
    case 'EndOfFileExpected':
      return {
        ...here,
        message: `the configuration has ended before ${briefly(found)}: remove what follows`,
      };
    case 'UnexpectedEndOfString':
      return { ...here, message: 'this text is not closed: a " is missing at its end' };
    case 'UnexpectedEndOfComment':
      return { ...here, message: 'this comment is never closed: a */ is missing' };
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return { ...here, message: `${briefly(found)} is not a whole number` };
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
      return {
        ...here,
        message: `the text ${briefly(found)} has a backslash that means nothing: write \\\\ for one backslash`,
      };
    case 'InvalidCharacter':
      return { ...here, message: 'this text has a control character in it: write \\t for a tab' };
    default:
      return { ...here, message: `this can't be read as JSON at ${briefly(found)}` };
  }
}

/** `0x10`, which the scanner takes for a 0 and a word. */
function otherNumber(text: string, { offset, text: zero }: Token): BracketFault | null {
  const written = /^[-+]?0[xob][0-9a-f]+/i.exec(text.slice(offset, offset + 40))?.[0];
  if (zero !== '0' || written === undefined) return null;
  const number = Number(written);
  const told =
    written.length <= TOLD_NUMBER && !Number.isNaN(number) ? `: write ${number}, not ${written}` : '';
  return { offset, message: `numbers are written with decimal digits${told}` };
}

/** A longer one may be a password. */
const TOLD_NUMBER = 6;
const TOLD_CHARS = 4;

/** It may be a password: findings are shown, logged and sent. The line and column say where it is. */
function briefly(word: string): string {
  const bare = word.replace(/^"/, '');
  return bare.length > TOLD_CHARS ? quoted(`${bare.slice(0, TOLD_CHARS - 1)}…`) : quoted(word);
}

const KNOWN_KEYS: ReadonlySet<string> = new Set(
  [...Object.values(KEYS), ...Object.values(CHANNEL_KEYS)].flat(),
);

/** Only what is a key for certain is told whole: a value may stand where a key belongs. */
function asKey(word: string): string {
  return KNOWN_KEYS.has(word.replaceAll(/^["'‘’“”`]|["'‘’“”`]$/g, '')) ? quoted(word) : briefly(word);
}

function strayWord(word: string, before: Token | undefined): string {
  if (word.startsWith('#')) return 'a comment starts with //, not with #';
  if (/^['‘’“”`]/.test(word)) {
    return `keys and texts stand in straight double quotes, not ${asKey(word)}`;
  }
  const lower = word.toLowerCase();
  if (lower === 'true' || lower === 'false') return `write ${lower}, in small letters, not ${quoted(word)}`;
  if (lower === 'null' || lower === 'none' || lower === 'undefined') return `write null, not ${quoted(word)}`;
  if (before?.text === ':') return `the value ${briefly(word)} must stand in double quotes`;
  if (/^[\w$.-]+$/.test(word) && (before === undefined || '{,'.includes(before.text))) {
    return `the key ${asKey(word)} must stand in double quotes`;
  }
  return `${briefly(word)} has no place here`;
}
