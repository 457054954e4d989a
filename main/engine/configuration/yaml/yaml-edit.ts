import { isDeepStrictEqual } from 'node:util';
import type { Node as YamlNode } from 'yaml';
import { ProblemError } from '#contract/problem.ts';
import type { ConfigurationEdit } from '../formats/format.ts';
import { changed } from './changed-value.ts';
import { smallestEdits } from './smallest-edits.ts';
import { readDocument } from './yaml-document.ts';
import { layoutOfYaml } from './yaml-layout.ts';
import { yamlPackage } from './yaml-package.ts';
import { append, removeAt, replaceAt, type Slot } from './yaml-slots.ts';
import { isFilled, writeInline, writeLines } from './yaml-write.ts';

/**
 * Changes a good text, one edit after the other, and nothing around them. What comes out is read again: where it says
 * something other than what was wished, because of an anchor that others use too, nothing is changed.
 * @param read the plain value of a text; throws for a broken one
 */
export function editYaml(
  text: string,
  edits: readonly ConfigurationEdit[],
  read: (text: string) => unknown,
): string {
  let now = text;
  let value = read(text);
  for (const edit of edits) {
    const plain: unknown = edit.value === undefined ? undefined : JSON.parse(JSON.stringify(edit.value));
    const wished = changed(value, { path: edit.path, value: plain });
    for (const small of smallestEdits(value, wished)) {
      const next = changed(value, small);
      if (isDeepStrictEqual(next, value)) continue;
      now = editOnce(now, small, next);
      if (!isDeepStrictEqual(safely(read, now), next)) throw anchored(small);
      value = next;
    }
  }
  return now;
}

function safely(read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function anchored({ path }: ConfigurationEdit): ProblemError {
  const says = `${path.join('.')} can't be changed by itself here, for other values hang on it (by & and *, or by <<): change it in the text`;
  return new ProblemError('bad-input', says);
}

/** `wished` is what the whole text is to say. */
function editOnce(text: string, { path, value }: ConfigurationEdit, wished: unknown): string {
  const { isMap, isScalar, isSeq } = yamlPackage();
  const found = readDocument(text, true);
  const layout = layoutOfYaml(text);
  if (found === null) return fillEmpty(text, wished);
  if (!('document' in found) || found.document.contents === null) throw anchored({ path, value });
  let node: YamlNode | null = found.document.contents;
  let slot: Slot = { text, layout, node, parent: null, index: 0, column: 0, inBrackets: false };
  for (const [depth, step] of path.entries()) {
    const there = at(wished, path.slice(0, depth));
    const isEmpty: boolean = node === null || (isScalar(node) && node.value === null);
    const isBare: boolean = (isMap(node) || isSeq(node)) && node.items.length === 0;
    if ((!isMap(node) && !isSeq(node)) || isEmpty || isBare) return replaceAt(slot, there);
    const index: number = isMap(node)
      ? node.items.findIndex(({ key }) => nameOf(key) === String(step))
      : step === -1
        ? node.items.length
        : Number(step);
    const inBrackets: boolean = slot.inBrackets || node.flow === true;
    const item: unknown = node.items[index];
    if (index < 0 || item === undefined) {
      if (value === undefined) throw anchored({ path, value });
      const added = isMap(node) ? at(wished, path.slice(0, depth + 1)) : lastOf(there);
      return append({ ...slot, node, inBrackets }, isMap(node) ? String(step) : null, added);
    }
    const inner: YamlNode | null = isMap(node)
      ? ((node.items[index]?.value ?? null) as YamlNode | null)
      : (item as YamlNode);
    slot = {
      text,
      layout,
      node: inner,
      parent: node,
      index,
      column: columnOf(text, node),
      inBrackets,
      outer: slot,
    };
    node = inner;
  }
  return value === undefined ? removeAt(slot) : replaceAt(slot, value);
}

function nameOf(key: unknown): string | null {
  const { isScalar } = yamlPackage();
  if (!isScalar(key)) return null;
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}

function columnOf(text: string, { range }: YamlNode): number {
  const offset = range?.[0] ?? 0;
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function fillEmpty(text: string, wished: unknown): string {
  const layout = layoutOfYaml(text);
  const body = isFilled(wished) ? writeLines(wished, '', layout) : writeInline(wished, false);
  const gap = text === '' || text.endsWith('\n') ? '' : layout.lineEnd;
  return `${text}${gap}${body}${layout.lineEnd}`;
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, step) => (typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined),
    value,
  );
}

function lastOf(value: unknown): unknown {
  return Array.isArray(value) ? value.at(-1) : undefined;
}
