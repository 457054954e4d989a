import type { Pair, YAMLMap, YAMLSeq, Node as YamlNode } from 'yaml';
import { writeInline as writeJson } from '../jsonc/write-json.ts';
import { yamlPackage } from './yaml-package.ts';
import { contentEnd, endOfLineAt, firstOnLine, lineStartOf, skipBlank } from './yaml-places.ts';
import {
  isFilled,
  writeInline,
  writeItem,
  writeKey,
  writeLines,
  writePair,
  writeValue,
  type YamlLayout,
} from './yaml-write.ts';

/** A place in a text where a value stands, or could. */
export interface Slot {
  readonly text: string;
  readonly layout: YamlLayout;
  /** Null where nothing stands behind a key. */
  readonly node: YamlNode | null;
  /** What it is an entry of, and which; null for the document itself. */
  readonly parent: YAMLMap | YAMLSeq | null;
  readonly index: number;
  /** Where the entries of the parent begin. */
  readonly column: number;
  readonly inBrackets: boolean;
  readonly outer?: Slot;
}

export function replaceAt(slot: Slot, value: unknown): string {
  const { text, layout, node, parent, column, inBrackets } = slot;
  const { isMap } = yamlPackage();
  const start = node?.range?.[0] ?? 0;
  const end = node === null ? start : contentEnd(text, node);
  if (parent === null) {
    const written =
      isFilled(value) && !isFilledFlow(node) ? writeLines(value, '', layout) : writeInline(value, false);
    return text.slice(0, start) + written + text.slice(end);
  }
  const isItem = !isMap(parent);
  const from = isItem ? behindDash(slot) : behindColon(slot);
  const isInline =
    inBrackets || !isFilled(value) || (isFilledFlow(node) && !text.slice(start, end).includes('\n'));
  if (isInline) {
    const written = writeInline(value, inBrackets);
    // What stands before the value, an anchor too, stays.
    if (
      node !== null &&
      start > from &&
      !isBlock(node) &&
      !/[!&]/.test(text.slice(from, start)) &&
      !text.slice(from, start).includes('\n')
    )
      return text.slice(0, start) + written + text.slice(end);
    return `${text.slice(0, from)} ${written}${text.slice(Math.max(end, from))}`;
  }
  const indent = ' '.repeat(column);
  if (isItem) {
    const dash = from - 1;
    return text.slice(0, dash) + writeItem(value, indent, layout) + text.slice(Math.max(end, from));
  }
  const isFlat = Array.isArray(value) && !layout.isListIndented;
  const written = writeValue(value, isFlat ? indent : indent + layout.unit, layout);
  const comment = commentBehind(text, Math.max(end, from));
  const until = Math.max(end, from);
  // A comment behind the old value stays with the key.
  if (comment !== '' && !isBlock(node))
    return text.slice(0, from) + comment + written + text.slice(until + comment.length);
  return text.slice(0, from) + written + text.slice(until);
}

/** `node` is the object or list that gets a new entry; with the key null it is a list. */
export function append(slot: Slot, key: string | null, value: unknown): string {
  const { text, layout } = slot;
  const node = slot.node as YAMLMap | YAMLSeq;
  if (node.flow === true) return appendInBrackets(text, node, key, value, layout);
  const start = node.range?.[0] ?? 0;
  const indent = ' '.repeat(start - lineStartOf(text, start));
  const written = key === null ? writeItem(value, indent, layout) : writePair(key, value, indent, layout);
  const end = contentEnd(text, node);
  const line = endOfLineAt(text, end);
  if (text[end - 1] === '\n') return text.slice(0, end) + indent + written + layout.lineEnd + text.slice(end);
  return text.slice(0, line) + layout.lineEnd + indent + written + text.slice(line);
}

function appendInBrackets(
  text: string,
  node: YAMLMap | YAMLSeq,
  key: string | null,
  value: unknown,
  { lineEnd, unit }: YamlLayout,
): string {
  const [start, end] = node.range ?? [0, 0];
  const written = writeEntry(node, key, value);
  const last = endOfEntry(text, node, node.items.length - 1);
  const next = skipBlank(text, last);
  const hasComma = text[next] === ',';
  const after = hasComma ? next + 1 : last;
  if (!text.slice(start, end).includes('\n')) {
    return `${text.slice(0, last)}, ${written}${text.slice(last)}`;
  }
  const first = startOfEntry(node, node.items.length - 1);
  const indent = firstOnLine(text, first)
    ? text.slice(lineStartOf(text, first), first)
    : (/^ */.exec(text.slice(lineStartOf(text, start)))?.[0] ?? '') + unit;
  const line = commentBehind(text, after).length + after;
  const comma = hasComma ? text.slice(last, after) : ',';
  return `${text.slice(0, last)}${comma}${text.slice(after, line)}${lineEnd}${indent}${written}${hasComma ? ',' : ''}${text.slice(line)}`;
}

/** As JSON where the others are, for then the whole of it may be. */
function writeEntry(node: YAMLMap | YAMLSeq, key: string | null, value: unknown): string {
  const { isPair, isScalar } = yamlPackage();
  const last = node.items.at(-1);
  const sample = isPair(last) ? last.key : last;
  const isJson = isScalar(sample) && sample.type === 'QUOTE_DOUBLE';
  const written = isJson ? writeJson(value) : writeInline(value, true);
  return key === null ? written : `${isJson ? JSON.stringify(key) : writeKey(key)}: ${written}`;
}

export function removeAt(slot: Slot): string {
  const { text, parent, index, outer } = slot;
  if (parent === null || outer === undefined) return replaceAt(slot, {});
  const { isMap } = yamlPackage();
  const isOnly = parent.items.length === 1;
  if (isOnly) return replaceAt(outer, isMap(parent) ? {} : []);
  if (parent.flow === true) return removeInBrackets(text, parent, index);
  const start = isMap(parent) ? startOfEntry(parent, index) : behindDash(slot) - 1;
  const end = Math.max(endOfEntry(text, parent, index), isMap(parent) ? behindColon(slot) : start + 1);
  if (!firstOnLine(text, start)) {
    const next = isMap(parent)
      ? startOfEntry(parent, index + 1)
      : behindDash({ ...slot, index: index + 1, node: parent.items[index + 1] as YamlNode }) - 1;
    return text.slice(0, start) + text.slice(next);
  }
  const line = text[end - 1] === '\n' ? end : endOfLineAt(text, end);
  const until =
    text[end - 1] === '\n' ? end : line + (/^\r?\n/.exec(text.slice(line, line + 2))?.[0].length ?? 0);
  return text.slice(0, lineStartOf(text, start)) + text.slice(until);
}

function removeInBrackets(text: string, parent: YAMLMap | YAMLSeq, index: number): string {
  if (index + 1 < parent.items.length)
    return text.slice(0, startOfEntry(parent, index)) + text.slice(startOfEntry(parent, index + 1));
  return text.slice(0, endOfEntry(text, parent, index - 1)) + text.slice(endOfEntry(text, parent, index));
}

function startOfEntry(parent: YAMLMap | YAMLSeq, index: number): number {
  const { isPair } = yamlPackage();
  const item = parent.items[index] as YamlNode | Pair<YamlNode, YamlNode> | undefined;
  const node = isPair<YamlNode, YamlNode>(item) ? item.key : item;
  return (node as YamlNode | undefined)?.range?.[0] ?? 0;
}

function endOfEntry(text: string, parent: YAMLMap | YAMLSeq, index: number): number {
  const { isPair } = yamlPackage();
  const item = parent.items[index] as YamlNode | Pair<YamlNode, YamlNode> | undefined;
  if (!isPair<YamlNode, YamlNode>(item)) return item === undefined ? 0 : contentEnd(text, item);
  const key = item.key.range?.[1] ?? 0;
  return item.value === null ? key : Math.max(key, contentEnd(text, item.value));
}

/** Right behind the colon of a key; behind the key itself where there is no colon, in brackets. */
function behindColon({ parent, index }: Slot): number {
  const pair = parent?.items[index] as Pair<YamlNode, YamlNode>;
  const colon = pair.srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
  return colon === undefined ? (pair.key.range?.[1] ?? 0) : colon.offset + 1;
}

function behindDash({ parent, index, node }: Slot): number {
  const token = parent?.srcToken;
  const items = token?.type === 'block-seq' ? token.items : [];
  const dash = items[index]?.start.find(({ type }) => type === 'seq-item-ind');
  return dash === undefined ? (node?.range?.[0] ?? 0) : dash.offset + 1;
}

function commentBehind(text: string, offset: number): string {
  const comment = /[ \t]+#[^\r\n]*/y;
  comment.lastIndex = offset;
  return comment.exec(text)?.[0] ?? '';
}

function isFilledFlow(node: YamlNode | null): boolean {
  return isBlockOrFlow(node) && node.flow === true && node.items.length > 0;
}

function isBlock(node: YamlNode | null): boolean {
  return isBlockOrFlow(node) && node.flow !== true;
}

function isBlockOrFlow(node: YamlNode | null): node is YAMLMap | YAMLSeq {
  const { isCollection } = yamlPackage();
  return isCollection(node);
}
