import { isDeepStrictEqual } from 'node:util';
import { ProblemError } from '#contract/problem.ts';
import type { Format } from '../formats/format.ts';
import { plainValueOf } from '../formats/plain-value-of.ts';
import { readDocument } from './yaml-document.ts';
import { editYaml } from './yaml-edit.ts';
import { layoutOfYaml } from './yaml-layout.ts';
import { yamlTexts } from './yaml-texts.ts';
import { copyOf, treeOfDocument, type YamlTree } from './yaml-tree.ts';

/** It is read ten times slower than JSON. */
const MAX_CHARACTERS = 256 * 1024;

/** YAML 1.2: one document, with anchors, aliases and merge keys, and the tags of JSON alone. */
export const yaml: Format = {
  kind: 'yaml',
  maxCharacters: MAX_CHARACTERS,
  example: 'mcpServers: {}',
  read(text) {
    const { root, fault } = treeOf(text);
    // Whoever reads it may change it.
    return fault === null ? { root: root === null ? null : copyOf(root) } : { fault };
  },
  value: (text) => plainValueOf(treeOf(text).root),
  texts: (text) => yamlTexts(text, treeOf(text)),
  quote: (value) => JSON.stringify(value),
  edit: (text, edits) =>
    editYaml(text, edits, (one) => {
      const { root, fault } = treeOf(one);
      if (fault !== null) throw new ProblemError('bad-input', `the text would be broken: ${fault.message}`);
      return plainValueOf(root);
    }),
  layOut(text) {
    const found = readDocument(text);
    if (found === null || !('document' in found) || found.fault !== null) return text;
    const { unit, lineEnd, isListIndented } = layoutOfYaml(text);
    const options = { lineWidth: 0, indent: unit.length, indentSeq: isListIndented };
    const laidOut = found.document.toString(options).replaceAll('\n', lineEnd);
    return isDeepStrictEqual(this.value(laidOut), this.value(text)) ? laidOut : text;
  },
};

/** One check of a text asks several things of it, and of the file's. */
const REMEMBERED = 3;

/** Of the texts read last, the newest first. */
let remembered: readonly { readonly text: string; readonly tree: YamlTree }[] = [];

/** Not to be changed. */
function treeOf(text: string): YamlTree {
  const one = remembered.find((known) => known.text === text) ?? { text, tree: readTree(text) };
  const others = remembered.filter((other) => other !== one);
  // None that takes much memory is kept.
  if (text.length <= MAX_CHARACTERS) remembered = [one, ...others].slice(0, REMEMBERED);
  return one.tree;
}

function readTree(text: string): YamlTree {
  const read = readDocument(text);
  if (read === null) return { root: null, fault: null };
  if (!('document' in read)) return { root: null, fault: read.fault };
  const tree = treeOfDocument(text, read);
  return { root: tree.root, fault: read.fault ?? tree.fault };
}
