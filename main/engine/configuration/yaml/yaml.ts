import { isDeepStrictEqual } from 'node:util';
import { ProblemError } from '#contract/problem.ts';
import type { Format } from '../formats/format.ts';
import { plainValueOf } from '../formats/plain-value-of.ts';
import { readDocument } from './yaml-document.ts';
import { editYaml } from './yaml-edit.ts';
import { layoutOfYaml } from './yaml-layout.ts';
import { yamlTexts } from './yaml-texts.ts';
import { treeOfDocument, type YamlTree } from './yaml-tree.ts';

/** YAML 1.2: one document, with anchors, aliases and merge keys, and the tags of JSON alone. */
export const yaml: Format = {
  kind: 'yaml',
  // It is read ten times slower than JSON.
  maxCharacters: 256 * 1024,
  example: 'mcpServers: {}',
  read(text) {
    const { root, fault } = treeOf(text);
    return fault === null ? { root } : { fault };
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

function treeOf(text: string): YamlTree {
  const read = readDocument(text);
  if (read === null) return { root: null, fault: null };
  if (!('document' in read)) return { root: null, fault: read.fault };
  const tree = treeOfDocument(text, read);
  return { root: tree.root, fault: read.fault ?? tree.fault };
}
