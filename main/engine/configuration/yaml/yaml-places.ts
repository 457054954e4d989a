import type { Pair, Node as YamlNode } from 'yaml';
import { yamlPackage } from './yaml-package.ts';

/** Where what a value says ends, without the comments and blank lines behind it; a block of text ends with its last line. */
export function contentEnd(text: string, node: YamlNode): number {
  const { isCollection, isPair, isScalar } = yamlPackage();
  const [start, end] = node.range ?? [0, 0];
  if (!isCollection(node) || node.flow === true) {
    const isBlockText = isScalar(node) && /^BLOCK/.test(String(node.type));
    return isBlockText ? end : Math.max(start, end);
  }
  const last: unknown = node.items.at(-1);
  if (!isPair<YamlNode, YamlNode | null>(last))
    return last === undefined ? end : contentEnd(text, last as YamlNode);
  const { key, value, srcToken } = last as Pair<YamlNode, YamlNode | null>;
  const colon = srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
  const behindKey = colon === undefined ? (key.range?.[1] ?? start) : colon.offset + 1;
  return value === null ? behindKey : Math.max(behindKey, contentEnd(text, value));
}

export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Before the line break. */
export function endOfLineAt(text: string, offset: number): number {
  const found = /\r?\n|$/g;
  found.lastIndex = offset;
  return found.exec(text)?.index ?? text.length;
}

export function firstOnLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStartOf(text, offset), offset));
}

/** Over white space and comments. */
export function skipBlank(text: string, offset: number): number {
  const blank = /(?:\s|#[^\n]*)*/y;
  blank.lastIndex = offset;
  return offset + (blank.exec(text)?.[0].length ?? 0);
}
