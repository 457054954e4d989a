import { type ParseError, parse as parseJsonc, printParseErrorCode } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { LineCounter, parseDocument } from 'yaml';

export type DocumentFormat = 'json' | 'yaml' | 'toml';

/** `problem` begins with the place where there is one: "line 3, column 7: a comma is missing". It quotes nothing of the text. */
export type Document =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

/** Reading YAML takes some microseconds for each character: more would hold the engine up. */
const MAX_YAML_CHARACTERS = 512 * 1024;

/** The plain value of a text. Comments, trailing commas and a byte order mark are fine in JSON. Never throws. */
export function readDocument(text: string, format: DocumentFormat): Document {
  try {
    return read(text.replace(/^\uFEFF/, ''), format);
  } catch (error) {
    // The stack of a parser is exhausted.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, problem: 'it is nested too deep' };
  }
}

function read(source: string, format: DocumentFormat): Document {
  switch (format) {
    case 'json':
      return readJson(source);
    case 'yaml':
      return readYaml(source);
    case 'toml':
      return readToml(source);
    default:
      return format satisfies never;
  }
}

export function formatOfFile(file: string): DocumentFormat {
  if (/\.ya?ml$/i.test(file)) return 'yaml';
  return /\.toml$/i.test(file) ? 'toml' : 'json';
}

const JSON_FAULTS: Readonly<Record<string, string>> = {
  CommaExpected: 'a comma is missing',
  ColonExpected: 'a colon is missing after a key',
  CloseBraceExpected: 'a } is missing',
  CloseBracketExpected: 'a ] is missing',
  ValueExpected: 'a value is missing',
  PropertyNameExpected: 'a key in double quotes is missing',
  EndOfFileExpected: 'there is something after the end of the JSON',
  UnexpectedEndOfString: 'a text has no closing quote',
  InvalidEscapeCharacter: 'a backslash in a text must be doubled',
  InvalidSymbol: 'this is no JSON: texts stand in double quotes',
  InvalidCharacter: 'a line break or another control character stands in a text',
};

function readJson(text: string): Document {
  const errors: ParseError[] = [];
  const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first === undefined) return { ok: true, value };
  const fault = JSON_FAULTS[printParseErrorCode(first.error)] ?? 'this is no JSON';
  return { ok: false, problem: `${placeOf(text, first.offset)}: ${fault}` };
}

function readYaml(text: string): Document {
  if (text.length > MAX_YAML_CHARACTERS) return { ok: false, problem: 'it is too large for YAML' };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const [first] = document.errors;
  if (first !== undefined) {
    const { line, col } = lines.linePos(first.pos[0]);
    return { ok: false, problem: `line ${line}, column ${col}: this is no YAML (${first.code})` };
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    // Aliases that would grow without bounds.
    if (error instanceof ReferenceError)
      return { ok: false, problem: 'line 1, column 1: it has too many aliases' };
    throw error;
  }
}

function readToml(text: string): Document {
  try {
    return { ok: true, value: parseToml(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    return { ok: false, problem: `line ${error.line}, column ${error.column}: this is no TOML: ${what}` };
  }
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
