import type { YAMLError } from 'yaml';
import type { SyntaxFault } from '../formats/format.ts';
import type { YamlToken } from './yaml-tokens.ts';

/**
 * What the parser complains of, in words for a person and at the place where the mending is done. Nothing of the text is
 * quoted but its punctuation: any word may be a password.
 */
export function faultOfError(text: string, tokens: readonly YamlToken[], error: YAMLError): SyntaxFault {
  const offset = Math.min(error.pos[0], text.length);
  const here = (message: string): SyntaxFault => ({ offset, message });
  const sign = text[offset] ?? '';
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return here('this line is indented with a tab: YAML takes spaces alone');
    case 'BAD_SCALAR_START':
      return here(`a text that begins with ${sign} must stand in quotes`);
    case 'BAD_ALIAS':
      return here(`a text that begins with ${sign} must stand in quotes`);
    case 'BAD_DQ_ESCAPE':
      return here(
        'this backslash means nothing in double quotes: write \\\\ for one backslash, or put the text in single quotes',
      );
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedKey(text, tokens, offset);
    case 'MULTILINE_IMPLICIT_KEY':
      return here('a colon with a space behind it is missing on this line');
    case 'MISSING_CHAR':
      return missing(text, tokens, offset, error.message);
    case 'BAD_INDENT':
      return indentation(text, tokens, offset, error.message);
    case 'UNEXPECTED_TOKEN':
      return unexpected(text, tokens, offset, error.message);
    case 'TAG_RESOLVE_FAILED':
      return here(
        'a text that begins with ! must stand in quotes; without them it is a tag, which means nothing here',
      );
    case 'KEY_OVER_1024_CHARS':
      return here('a key may have no more than 1,024 characters');
    case 'BAD_DIRECTIVE':
      return here('a text that begins with % must stand in quotes; without them it is a directive');
    case 'BLOCK_IN_FLOW':
      return here('inside of brackets all stands in brackets: no lists with - and no objects by indentation');
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
    case 'BAD_PROP_ORDER':
      return here('a value takes one & and one ! at most, and they stand right before it');
    default:
      return here('this can’t be read as YAML: look at the indentation and the quotes here');
  }
}

function nestedKey(text: string, tokens: readonly YamlToken[], offset: number): SyntaxFault {
  const line = text.indexOf('\n', offset);
  const colon = tokens.find((token) => token.offset > offset && token.text === ':' && !token.isScalar);
  if (colon !== undefined && line !== -1 && colon.offset > line) {
    const start = text.lastIndexOf('\n', colon.offset) + 1;
    const indent = /[ \t]*/.exec(text.slice(start))?.[0].length ?? 0;
    const message = 'this line is indented deeper than the one before it, which has a value already';
    return { offset: start + indent, message };
  }
  return { offset, message: 'a text with a colon and a space in it must stand in quotes' };
}

function missing(text: string, tokens: readonly YamlToken[], offset: number, says: string): SyntaxFault {
  if (says.startsWith('Missing closing')) {
    const opening = tokens.findLast((token) => token.offset < offset && isQuoted(token)) ?? { offset };
    const quote = text[opening.offset] === "'" ? "'" : '"';
    return { offset: opening.offset, message: `this text is not closed: a ${quote} is missing at its end` };
  }
  if (says.includes('must end with')) return unclosed(tokens, offset) ?? { offset, message: INDENT };
  if (says.includes('flow') || says.includes(','))
    return { offset, message: 'a comma is missing before this' };
  return { offset, message: 'a colon with a space behind it is missing on this line' };
}

function indentation(text: string, tokens: readonly YamlToken[], offset: number, says: string): SyntaxFault {
  if (/^Flow|flow/.test(says)) return unclosed(tokens, offset) ?? { offset, message: INDENT };
  if (says.startsWith('Block scalar')) {
    const message = 'the lines of a text behind | or > must be indented deeper than its key, with spaces';
    return { offset, message };
  }
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const indent = /[ \t]*/.exec(text.slice(start))?.[0].length ?? 0;
  return { offset: Math.max(offset, start + indent), message: INDENT };
}

const INDENT = 'this line is indented otherwise than those beside it';

function unexpected(text: string, tokens: readonly YamlToken[], offset: number, says: string): SyntaxFault {
  const sign = text[offset] ?? '';
  if (says.includes('on same line with key')) {
    return { offset, message: 'a list begins on a line of its own, or stands in [ ]' };
  }
  if (says.includes('flow-map-end') || says.includes('flow-seq-end')) {
    return { offset, message: `this ${sign} closes nothing: there is one ${sign} too many` };
  }
  if (says.includes('Block scalar header')) {
    return {
      offset,
      message: 'a text that begins with | or > must stand in quotes, or begin on the next line',
    };
  }
  if (says.includes('flow sequence') || says.includes('flow map') || sign === ',') {
    return {
      offset,
      message: sign === ',' ? 'there is one comma too many' : 'this has no place inside of brackets',
    };
  }
  const before = tokens.findLast(({ offset: at, text: token }) => at < offset && token.trim() !== '');
  if (before !== undefined && isQuoted(before)) {
    const isLong = before.text.includes('\n');
    const message = isLong
      ? 'the text in quotes goes on from here to a quote on a later line: one is missing, or one too many'
      : 'something follows the end of this text: put all of it in quotes, and write a quote inside of it twice';
    return { offset: before.offset, message };
  }
  return { offset, message: 'this has no place here: is it indented as far as what it belongs to?' };
}

/** The bracket that is open before a place. */
function unclosed(tokens: readonly YamlToken[], offset: number): SyntaxFault | null {
  const open: YamlToken[] = [];
  const signs = tokens.filter(({ text, isScalar }) => !isScalar && '{}[]'.includes(text));
  for (const token of signs) {
    if (token.offset >= offset) break;
    if (token.text === '{' || token.text === '[') open.push(token);
    else open.pop();
  }
  const last = open.at(-1);
  if (last === undefined) return null;
  const closer = last.text === '{' ? '}' : ']';
  if (signs.find((token) => token.offset >= offset)?.text === closer) {
    return {
      offset,
      message: `what stands in ${last.text} ${closer} must be indented deeper than its key, the ${closer} too`,
    };
  }
  return { offset: last.offset, message: `this ${last.text} is never closed: a ${closer} is missing` };
}

function isQuoted({ text, isScalar }: YamlToken): boolean {
  return isScalar && /^["']/.test(text);
}
