import type { Node } from 'jsonc-parser';

/** A value as a tree that stands at one place: what a setting of another source is in the tree of the file. */
export function toNode(value: unknown, offset: number): Node {
  if (Array.isArray(value)) {
    const children = value.map((item) => toNode(item, offset));
    return adopted({ type: 'array', offset, length: 0 }, children);
  }
  if (typeof value === 'object' && value !== null) {
    const children = Object.entries(value).map(([key, item]) => property(key, toNode(item, offset), offset));
    return adopted({ type: 'object', offset, length: 0 }, children);
  }
  const type = value === null ? 'null' : typeof value;
  if (type === 'string' || type === 'number' || type === 'boolean' || type === 'null') {
    return { type, offset, length: 0, value };
  }
  throw new TypeError(`JSON has no ${type}`);
}

/** The node of one key, of an object that has it. */
export function childOf(node: Node, key: string): Node | undefined {
  if (node.type !== 'object') return undefined;
  return node.children?.findLast(({ children: [name] = [] }) => name?.value === key)?.children?.[1];
}

/** The node at a path; undefined where there is none. */
export function nodeAt(root: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const key of path) node = node === undefined ? undefined : childOf(node, key);
  return node;
}

/**
 * Puts a value at a path of the tree, at the place of its own; objects on the way are made. Nothing happens where something
 * else stands on the way: the section is switched off, or wrong and told.
 * @param expand what a node that is no object stands for in short, as an object; undefined for nothing
 */
export function putAt(
  root: Node,
  path: readonly string[],
  value: unknown,
  offset: number,
  expand: (node: Node, path: readonly string[]) => unknown,
): boolean {
  let node = root;
  for (const [depth, key] of path.entries()) {
    if (node.type !== 'object') {
      const long = expand(node, path.slice(0, depth));
      if (typeof long !== 'object' || long === null) return false;
      become(node, toNode(long, node.offset));
    }
    const child = childOf(node, key);
    if (depth === path.length - 1) {
      // A section that is there is on already.
      if (value === true && child?.type === 'object') return true;
      if (child === undefined) append(node, key, toNode(value, offset), offset);
      else become(child, toNode(value, offset));
      return true;
    }
    node = child ?? append(node, key, toNode({}, offset), offset);
  }
  return false;
}

/** Takes a property out and gives the value that it had. */
export function takeOut(root: Node, path: readonly string[]): { key: Node; value: Node } | undefined {
  const value = nodeAt(root, path);
  const found = value?.parent;
  const [key] = found?.children ?? [];
  if (value === undefined || found === undefined || key === undefined) return undefined;
  const holder = found.parent;
  if (holder !== undefined)
    Object.assign(holder, { children: holder.children?.filter((one) => one !== found) });
  return { key, value };
}

/** Hangs a value under a key of an object, as it stands where it came from. */
export function append(holder: Node, key: string, value: Node, offset: number): Node {
  const added = Object.assign(property(key, value, offset), { parent: holder });
  Object.assign(holder, { children: [...(holder.children ?? []), added] });
  return value;
}

function property(key: string, value: Node, offset: number): Node {
  const name: Node = { type: 'string', offset, length: 0, value: key };
  return adopted({ type: 'property', offset, length: 0 }, [name, value]);
}

function adopted(node: Node, children: Node[]): Node {
  for (const child of children) Object.assign(child, { parent: node });
  return Object.assign(node, { children });
}

/** The node keeps its place in the tree, and is something else. */
function become(node: Node, other: Node): void {
  const { type, offset, length, value, children } = other;
  Object.assign(node, { type, offset, length, value, children });
  for (const child of children ?? []) Object.assign(child, { parent: node });
}
