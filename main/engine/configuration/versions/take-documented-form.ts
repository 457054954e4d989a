import { getNodeValue, type Node } from 'jsonc-parser';
import { propertiesOf } from '../reading/key-findings.ts';
import type { Report } from '../reading/report.ts';
import { describeKind, nearest, quoted } from '../reading/wording.ts';
import { append, childOf, nodeAt, takeOut, toNode } from '../sources/tree.ts';
import { DOCUMENTED_FORM, DOCUMENTED_SECTIONS } from './documented-form.ts';

/** A key that stands in the file by its documented name. */
export interface DocumentedKey {
  readonly was: readonly string[];
  readonly is: readonly string[];
}

/**
 * Hangs what the tree of a file says in the documented form under today's keys, with its place. What is said both ways is an
 * error. Changes the tree; gives the keys that were moved.
 */
export function takeDocumentedForm(root: Node, report: Report): readonly DocumentedKey[] {
  const moved: DocumentedKey[] = [];
  for (const { was, is } of DOCUMENTED_FORM) {
    const old = nodeAt(root, was);
    const at = old?.parent?.offset;
    if (old === undefined || at === undefined) continue;
    if (nodeAt(root, is) !== undefined) {
      const now = is.join('.');
      report.error(at, was, `says the same as ${now}, which stands here too: take one of the two out`);
      takeOut(root, was);
      continue;
    }
    const holder = sectionFor(root, is.slice(0, -1), at);
    const taken = holder === null ? undefined : takeOut(root, was);
    if (holder === null || taken === undefined) continue;
    append(holder, is.at(-1) ?? '', taken.value, taken.key.offset);
    moved.push({ was, is });
  }
  for (const name of DOCUMENTED_SECTIONS) tellTheRest(root, name, report);
  return moved;
}

/** Null where something else stands in the place of a section. */
function sectionFor(root: Node, path: readonly string[], offset: number): Node | null {
  let node = root;
  for (const key of path) {
    node = childOf(node, key) ?? append(node, key, toNode({}, offset), offset);
    if (node.type !== 'object') return null;
  }
  return node;
}

function tellTheRest(root: Node, section: string, report: Report): void {
  const node = childOf(root, section);
  if (node === undefined) return;
  const known = DOCUMENTED_FORM.filter(({ was }) => was[0] === section).map(({ was }) => was[1]);
  if (node.type !== 'object') {
    const says = `must be an object with keys such as ${quoted(known[0] ?? '')}, not ${describeKind(getNodeValue(node))}`;
    report.error(node.offset, [section], says);
    takeOut(root, [section]);
    return;
  }
  for (const { name, key } of propertiesOf(node)) {
    const meant = nearest(name, known);
    const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
    report.warning(key.offset, [section, name], `is not a known key and is ignored${hint}`);
  }
  takeOut(root, [section]);
}
