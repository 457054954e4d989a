import type { Node } from 'jsonc-parser';
import type { Alias, Pair, YAMLMap, Node as YamlNode } from 'yaml';
import { MAX_DEPTH } from '../formats/depth.ts';
import type { SyntaxFault } from '../formats/format.ts';
import type { YamlDocument } from './yaml-document.ts';
import { yamlPackage } from './yaml-package.ts';

/** A few lines of aliases of aliases may stand for more values than there is memory. */
const MAX_ALIASED = 20_000;

export interface YamlTree {
  readonly root: Node | null;
  /** The first thing that has no place in a configuration. */
  readonly fault: SyntaxFault | null;
}

/**
 * The tree of a document as JSON would have it: keys are texts, what an alias or `<<` stands for is in its place, with
 * the offsets of where it is written.
 */
export function treeOfDocument(text: string, { document, targets }: YamlDocument): YamlTree {
  const { isAlias, isMap, isScalar, isSeq } = yamlPackage();
  let aliased = 0;
  let fault: SyntaxFault | null = null;

  const refuse = (node: YamlNode | null, message: string): null => {
    fault ??= { offset: node?.range?.[0] ?? 0, message };
    return null;
  };

  const convert = (node: YamlNode, depth: number, isAliased: boolean): Made | null => {
    if (fault !== null && isAliased) return null;
    if (isAliased) aliased += 1;
    if (aliased > MAX_ALIASED) return refuse(node, `aliases stand for more than ${MAX_ALIASED} values`);
    if (depth > MAX_DEPTH) return refuse(node, `values are nested more than ${MAX_DEPTH} deep here`);
    if (isAlias(node)) {
      const target = targets.get(node);
      return target === undefined ? null : convert(target, depth + 1, true);
    }
    const [offset, end] = node.range ?? [0, 0];
    const length = end - offset;
    if (isMap(node)) {
      const made: Made = { type: 'object', offset, length, children: [] };
      return withChildren(made, properties(node, depth, isAliased));
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => convert(item as YamlNode, depth + 1, isAliased));
      return withChildren({ type: 'array', offset, length }, items);
    }
    if (!isScalar(node)) return refuse(node, 'this has no place here');
    const { value } = node;
    const isText = typeof value === 'string';
    // What a block ends with is the line's, not the text's.
    const inside = isText ? text.slice(offset, end).trimEnd().length : length;
    return { type: kindOf(value), offset, length: inside, value };
  };

  const properties = (map: YAMLMap, depth: number, isAliased: boolean): (Made | null)[] => {
    const own = map.items.filter((pair) => !isMerge(pair));
    const names = new Set<string>();
    const made = own.map((pair): Made | null => {
      const key = keyOf(pair, refuse);
      if (key === null) return null;
      names.add(String(key.value));
      const end = key.offset + key.length;
      const value =
        pair.value === null
          ? ({ type: 'null', offset: end, length: 0, value: null } satisfies Made)
          : convert(pair.value as YamlNode, depth + 1, isAliased);
      if (value === null) return null;
      const length = Math.max(0, value.offset + value.length - key.offset);
      return withChildren({ type: 'property', offset: key.offset, length }, [key, value]);
    });
    const inherited = map.items.filter(isMerge).flatMap(({ key, value }) => {
      const from = sources(value as YamlNode | null);
      if (from === null) refuse(key as YamlNode, 'behind << stands an alias of an object, or a list of such');
      return from ?? [];
    });
    for (const source of inherited) {
      const node = convert(source, depth + 1, true);
      for (const property of node?.children ?? []) {
        const name = String(property.children?.[0]?.value);
        if (names.has(name)) continue;
        names.add(name);
        made.push(property);
      }
    }
    return made;
  };

  /** Earlier ones go before later ones. */
  const sources = (value: YamlNode | null): readonly YamlNode[] | null => {
    const target = isAlias(value) ? targets.get(value as Alias) : value;
    if (isMap(target)) return [target];
    if (!isSeq(target) || target === undefined) return null;
    const maps = target.items.map((item) => (isAlias(item) ? targets.get(item) : item));
    return maps.every(isMap) ? (maps as YamlNode[]) : null;
  };

  const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
  const root = document.contents === null ? null : convert(document.contents, 0, false);
  return { root, fault };
}

/** With all that is below it. */
export function copyOf(node: Node): Node {
  const { type, offset, length, value, children } = node;
  if (children === undefined) return { type, offset, length, value };
  return withChildren({ type, offset, length }, children.map(copyOf));
}

function keyOf({ key }: Pair, refuse: (node: YamlNode | null, message: string) => null): Made | null {
  const { isScalar } = yamlPackage();
  const node = key as YamlNode | null;
  if (!isScalar(node)) return refuse(node, 'a key must be a plain text');
  const [offset, end] = node.range ?? [0, 0];
  const { value, source = '' } = node;
  if (value === null && source === '') return refuse(node, 'a key is missing before this colon');
  // A number, true and the like are written as they are meant: as the names of something.
  const name = typeof value === 'string' ? value : source;
  return { type: 'string', offset, length: end - offset, value: name };
}

/** What its author calls read-only for whoever is given it. */
type Made = { -readonly [Key in keyof Node]: Node[Key] };

function withChildren(node: Made, children: readonly (Made | null)[]): Made {
  const made = children.filter((child) => child !== null);
  node.children = made;
  for (const child of made) child.parent = node;
  return node;
}

function kindOf(value: unknown): Node['type'] {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}
