import type { TextPart } from '../formats/format.ts';
import { stringParts } from '../formats/string-parts.ts';
import { yamlTokensOf } from './yaml-tokens.ts';
import type { YamlTree } from './yaml-tree.ts';

/** All strings and comments; what an alias stands for has a part for each place where it holds. */
export function yamlTexts(text: string, { root }: YamlTree): readonly TextPart[] {
  const strings = root === null ? [] : stringParts(root, ({ offset }) => settingAt(text, offset));
  return [...strings, ...commentsOf(text)];
}

/** What a text in a block hangs on is the indentation of its line; in brackets it is another matter. */
function settingAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /[{[]/.test(text.slice(start, offset)) ? 'brackets' : (/^ */.exec(text.slice(start))?.[0] ?? '');
}

function commentsOf(text: string): TextPart[] {
  return yamlTokensOf(text).flatMap(({ offset, text: value, isScalar }): TextPart[] => {
    if (isScalar || !value.startsWith('#')) return [];
    const { length } = value;
    return [{ kind: 'comment', offset, length, path: [], value, among: [value], setting: null }];
  });
}
