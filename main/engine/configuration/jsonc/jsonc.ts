import { applyEdits, createScanner, format, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { MAX_DEPTH } from '../formats/depth.ts';
import type { Format, TextPart } from '../formats/format.ts';
import { plainValueOf } from '../formats/plain-value-of.ts';
import { stringParts } from '../formats/string-parts.ts';
import { positionFinder } from '../reading/text-position.ts';
import { editJson } from './edit-json.ts';
import { glance, tokensOf } from './json-tokens.ts';
import { layoutOf } from './layout.ts';
import { syntaxFault } from './syntax-fault.ts';

// jsonc-parser's kinds of tokens; their names are erased by its types.
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

/** JSON with comments and trailing commas. */
export const jsonc: Format = {
  kind: 'jsonc',
  maxCharacters: 1024 * 1024,
  example: '{ "mcpServers": { } }',
  read(text) {
    const { isEmpty, tooDeepAt } = glance(text, MAX_DEPTH);
    if (isEmpty) return { root: null };
    if (tooDeepAt !== null) {
      const message = `brackets are nested more than ${MAX_DEPTH} deep here`;
      return { fault: { offset: tooDeepAt, message } };
    }
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (first) return { fault: syntaxFault(text, tokensOf(text), first, positionFinder(text)) };
    return { root: root ?? null };
  },
  value(text) {
    return plainValueOf(treeOf(text) ?? null);
  },
  texts(text) {
    const root = treeOf(text);
    return [...(root ? stringParts(root, () => null) : []), ...commentsOf(text)];
  },
  quote: (value) => JSON.stringify(value),
  edit: editJson,
  layOut(text) {
    const { lineEnd, unit } = layoutOf(text);
    const insertSpaces = !unit.startsWith('\t');
    const options = { insertSpaces, tabSize: insertSpaces ? unit.length : 1, eol: lineEnd };
    return applyEdits(text, format(text, undefined, options));
  },
};

/** As much of it as can be made out. Far too deep a text would exhaust the stack of the parser. */
function treeOf(text: string): Node | undefined {
  if (glance(text, MAX_DEPTH).tooDeepAt !== null) return undefined;
  return parseTree(text, [], { allowTrailingComma: true });
}

function commentsOf(text: string): TextPart[] {
  const scanner = createScanner(text, false);
  const found: TextPart[] = [];
  for (let token = Number(scanner.scan()); token !== END; token = Number(scanner.scan())) {
    if (token !== LINE_COMMENT && token !== BLOCK_COMMENT) continue;
    const offset = scanner.getTokenOffset();
    // getTokenValue gives a comment with the character before it.
    const value = text.slice(offset, offset + scanner.getTokenLength());
    found.push({
      kind: 'comment',
      offset,
      length: value.length,
      path: [],
      value,
      among: [value],
      setting: null,
    });
  }
  return found;
}
