import type { Node } from 'jsonc-parser';

/** What a tree says, in plain objects; of a key that stands twice, what it says last. */
export function plainValueOf(node: Node | null): unknown {
  if (node === null) return undefined;
  const children = node.children ?? [];
  if (node.type === 'array') return children.map(plainValueOf);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(
    children.flatMap(({ children: [key, value] = [] }) =>
      key && value ? [[String(key.value), plainValueOf(value)]] : [],
    ),
  );
}
