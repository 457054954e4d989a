import { createScanner, type JSONPath, type Node, parseTree } from 'jsonc-parser';

/** One text in a configuration file that a person may have written a secret into. */
export interface TextPart {
  readonly kind: 'string' | 'comment';
  readonly offset: number;
  readonly length: number;
  /** Where it stands; empty for a comment. */
  readonly path: JSONPath;
  /** Of a comment: as it stands there. */
  readonly value: string;
  /** The strings of the list that it is in; itself alone elsewhere. */
  readonly among: readonly string[];
}

// jsonc-parser's kinds of tokens; their names are erased by its types.
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

/** All values that are strings, and all comments, in no order. Names of keys are not among them. */
export function stringsIn(source: string): TextPart[] {
  const root = parseTree(source, [], { allowTrailingComma: true });
  return [...(root ? stringsOf(root, []) : []), ...commentsOf(source)];
}

function stringsOf(node: Node, path: JSONPath, among?: readonly string[]): TextPart[] {
  const children = node.children ?? [];
  if (node.type === 'object') {
    return children.flatMap(({ children: pair }) => {
      const [key, value] = pair ?? [];
      return value === undefined ? [] : stringsOf(value, [...path, String(key?.value)]);
    });
  }
  if (node.type === 'array') {
    const texts = children.flatMap(({ type, value }) => (type === 'string' ? [String(value)] : []));
    return children.flatMap((child, index) => stringsOf(child, [...path, index], texts));
  }
  if (node.type !== 'string') return [];
  const value = String(node.value);
  return [{ kind: 'string', offset: node.offset, length: node.length, path, value, among: among ?? [value] }];
}

function commentsOf(source: string): TextPart[] {
  const scanner = createScanner(source, false);
  const found: TextPart[] = [];
  for (let token = Number(scanner.scan()); token !== END; token = Number(scanner.scan())) {
    if (token !== LINE_COMMENT && token !== BLOCK_COMMENT) continue;
    const offset = scanner.getTokenOffset();
    // getTokenValue gives a comment with the character before it.
    const value = source.slice(offset, offset + scanner.getTokenLength());
    found.push({ kind: 'comment', offset, length: value.length, path: [], value, among: [value] });
  }
  return found;
}

export interface Replacement {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

export function replaceIn(source: string, replacements: readonly Replacement[]): string {
  let text = source;
  for (const { offset, length, content } of [...replacements].sort((a, b) => b.offset - a.offset))
    text = text.slice(0, offset) + content + text.slice(offset + length);
  return text;
}
