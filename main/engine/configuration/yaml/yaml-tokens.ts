import { MAX_DEPTH } from '../formats/depth.ts';
import { yamlPackage } from './yaml-package.ts';

export interface YamlToken {
  readonly offset: number;
  readonly text: string;
  /** Plain, in quotes, or a block of lines. */
  readonly isScalar: boolean;
}

// What the lexer puts before a document and before a scalar; it stands in no text.
const DOCUMENT = '\u0002';
const FLOW_ERROR = '\u0018';
const SCALAR = '\u001f';

/** All tokens of a text, white space and comments too. */
export function yamlTokensOf(text: string): readonly YamlToken[] {
  return tokensOf(text, lexemesOf(text));
}

/** What the parser is fed with. */
export function lexemesOf(text: string): readonly string[] {
  const { Lexer } = yamlPackage();
  return [...new Lexer().lex(text)];
}

export function tokensOf(text: string, lexemes: readonly string[]): readonly YamlToken[] {
  const tokens: YamlToken[] = [];
  let offset = 0;
  let isPlain = false;
  for (const lexeme of lexemes) {
    if (lexeme === SCALAR && !isPlain) isPlain = true;
    else if ((lexeme === DOCUMENT || lexeme === FLOW_ERROR) && text[offset] !== lexeme) continue;
    else {
      const isScalar = isPlain || lexeme.startsWith('"') || lexeme.startsWith("'");
      tokens.push({ offset, text: lexeme, isScalar });
      offset += lexeme.length;
      isPlain = false;
    }
  }
  return tokens;
}

/**
 * The first token that stands deeper than the parser's stack can bear, by brackets and by indentation; lists within lists
 * take no more than two characters a level.
 */
export function tooDeepYaml(tokens: readonly YamlToken[]): YamlToken | undefined {
  const columns: number[] = [];
  let brackets = 0;
  let lineStart = 0;
  let isBegin = true;
  for (const token of tokens) {
    const { text, offset, isScalar } = token;
    const isLine = text === '\n' || text === '\r\n';
    if (isLine) {
      lineStart = offset + text.length;
      isBegin = true;
    } else if (!isScalar && (text === '{' || text === '[')) brackets += 1;
    else if (!isScalar && (text === '}' || text === ']')) brackets = Math.max(0, brackets - 1);
    if (brackets > MAX_DEPTH) return token;
    if (brackets === 0 && isBegin && !isLine && text.trim() !== '') {
      const column = offset - lineStart;
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
      isBegin = !isScalar && (text === '-' || text === '?' || text === ':');
      if (columns.length > MAX_DEPTH) return token;
    }
    if (isScalar && text.includes('\n')) lineStart = offset + text.lastIndexOf('\n') + 1;
    if (isScalar && text.endsWith('\n')) isBegin = true;
  }
  return undefined;
}
