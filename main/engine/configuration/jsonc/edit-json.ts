import { type Node, parseTree } from 'jsonc-parser';
import { ProblemError } from '#contract/problem.ts';
import type { ConfigurationEdit } from '../formats/format.ts';
import { beginsLine, endOfLine, indentAt, type Layout, layoutOf, skipComments } from './layout.ts';
import { writeInline, writeLines } from './write-json.ts';

/**
 * Changes a text that is good JSON with comments, one edit after the other, and nothing around them: comments, order and
 * layout stay. jsonc-parser's own `modify` takes the comment at the end of a line for part of what comes after it.
 * Throws ProblemError `bad-input` for a path that leads through something other than an object or a list.
 */
export function editJson(text: string, edits: readonly ConfigurationEdit[]): string {
  const layout = layoutOf(text);
  return edits.reduce((before, edit) => editOnce(before, edit, layout), text);
}

function editOnce(text: string, { path, value }: ConfigurationEdit, layout: Layout): string {
  let node = parseTree(text, [], { allowTrailingComma: true });
  if (node === undefined) throw new ProblemError('bad-input', 'there is nothing in the file to change');
  for (const [depth, step] of path.entries()) {
    const child = childOf(node, step);
    if (child === undefined) {
      if (value === undefined) return text;
      const rest = path.slice(depth + 1).reduceRight<unknown>(wrap, value);
      return append(text, node, step, rest, layout);
    }
    node = child;
  }
  if (value === undefined) return remove(text, node);
  const end = node.offset + node.length;
  return text.slice(0, node.offset) + writeAt(text, node, value, layout) + text.slice(end);
}

/** Something that stood on one line, alone or in a longer one, stays on it. */
function writeAt(text: string, node: Node, value: unknown, layout: Layout): string {
  const around = node.parent?.type === 'property' ? (node.parent.parent ?? node) : (node.parent ?? node);
  const isInline = !text.slice(around.offset, around.offset + around.length).includes('\n');
  return isInline ? writeInline(value) : writeLines(value, indentAt(text, node.offset), layout);
}

function wrap(inner: unknown, step: string | number): unknown {
  return typeof step === 'number' ? [inner] : { [step]: inner };
}

function childOf(node: Node, step: string | number): Node | undefined {
  if (node.type === 'array') return typeof step === 'number' ? node.children?.[step] : undefined;
  return node.children?.find(({ children: [key] = [] }) => key?.value === step)?.children?.[1];
}

function append(text: string, parent: Node, step: string | number, value: unknown, layout: Layout): string {
  const fits = parent.type === (typeof step === 'number' ? 'array' : 'object');
  if (!fits) throw new ProblemError('bad-input', `there is no place for ${JSON.stringify(step)} in the file`);
  const write = (indent: string | null): string => {
    const written = indent === null ? writeInline(value) : writeLines(value, indent, layout);
    return typeof step === 'number' ? written : `${JSON.stringify(step)}: ${written}`;
  };
  const last = parent.children?.at(-1);
  return last === undefined
    ? fill(text, parent, write, layout)
    : appendAfter(text, parent, last, write, layout);
}

type Write = (indent: string | null) => string;

/** The first child of what was empty, but for comments. */
function fill(text: string, parent: Node, write: Write, { lineEnd, unit }: Layout): string {
  const start = parent.offset + 1;
  const close = parent.offset + parent.length - 1;
  const comments = text.slice(start, close).trimEnd();
  if (parent.type === 'array' && comments === '')
    return text.slice(0, start) + write(null) + text.slice(close);
  const indent = indentAt(text, parent.offset);
  const child = lineEnd + indent + unit + write(indent + unit) + lineEnd + indent;
  return text.slice(0, start) + comments + child + text.slice(close);
}

function appendAfter(
  text: string,
  parent: Node,
  last: Node,
  write: Write,
  { lineEnd, unit }: Layout,
): string {
  const end = last.offset + last.length;
  const next = skipComments(text, end);
  const hasComma = text[next] === ',';
  const isInline = !text.slice(parent.offset, parent.offset + parent.length).includes('\n');
  if (isInline) return `${text.slice(0, end)}, ${write(null)}${text.slice(end)}`;
  const indent = beginsLine(text, last.offset)
    ? indentAt(text, last.offset)
    : indentAt(text, parent.offset) + unit;
  const child = lineEnd + indent + write(indent);
  const afterComma = hasComma ? next + 1 : end;
  const line = endOfLine(text, afterComma) ?? afterComma;
  const before = text.slice(0, end) + (hasComma ? '' : ',') + text.slice(end, line);
  return before + child + (hasComma ? ',' : '') + text.slice(line);
}

/** A property or an item, with the comma that is needed no more. */
function remove(text: string, value: Node): string {
  const node = value.parent?.type === 'property' ? value.parent : value;
  const siblings = node.parent?.children ?? [];
  const previous = siblings[siblings.indexOf(node) - 1];
  const end = node.offset + node.length;
  const next = skipComments(text, end);
  if (text[next] === ',') return cut(text.slice(0, next) + text.slice(next + 1), node.offset, end);
  if (previous === undefined) return cut(text, node.offset, end);
  const comma = skipComments(text, previous.offset + previous.length);
  const shorter = cut(text, node.offset, end);
  return shorter.slice(0, comma) + shorter.slice(comma + 1).replace(/^[ \t]+(?=\])/, '');
}

/** Takes the line out too when nothing is left on it, or else the space that is too much. */
function cut(text: string, start: number, end: number): string {
  const isFirst = beginsLine(text, start);
  const restOfLine = /[ \t]*(\r?\n)?/y;
  restOfLine.lastIndex = end;
  const [rest = '', lineBreak] = restOfLine.exec(text) ?? [];
  if (lineBreak === undefined) {
    const isSpaceLeft = isFirst || /[ [{]/.test(text[start - 1] ?? '');
    return text.slice(0, start) + text.slice(end + (isSpaceLeft ? rest.length : 0));
  }
  const from = isFirst ? text.lastIndexOf('\n', start - 1) + 1 : start;
  return text.slice(0, from) + text.slice(isFirst ? end + rest.length : end);
}
