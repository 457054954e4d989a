import type { Node } from 'jsonc-parser';
import type { TextPart } from './format.ts';

type Path = TextPart['path'];

/** All strings of a tree. Names of keys are not among them. */
export function stringParts(
  node: Node,
  settingOf: (node: Node) => string | null,
  path: Path = [],
  among?: readonly string[],
): TextPart[] {
  const children = node.children ?? [];
  if (node.type === 'object') {
    return children.flatMap(({ children: [key, value] = [] }) =>
      value === undefined ? [] : stringParts(value, settingOf, [...path, String(key?.value)]),
    );
  }
  if (node.type === 'array') {
    const texts = children.flatMap(({ type, value }) => (type === 'string' ? [String(value)] : []));
    return children.flatMap((child, index) => stringParts(child, settingOf, [...path, index], texts));
  }
  if (node.type !== 'string') return [];
  const value = String(node.value);
  const { offset, length } = node;
  return [{ kind: 'string', offset, length, path, value, among: among ?? [value], setting: settingOf(node) }];
}
