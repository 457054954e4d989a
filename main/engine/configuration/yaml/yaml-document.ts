import type { Alias, CST, Document, Parser, Node as YamlNode } from 'yaml';
import { MAX_DEPTH } from '../formats/depth.ts';
import type { SyntaxFault } from '../formats/format.ts';
import { faultOfError } from './yaml-fault.ts';
import { yamlPackage } from './yaml-package.ts';
import { lexemesOf, tokensOf, tooDeepYaml } from './yaml-tokens.ts';

/** What may be said of a value beside what it is. */
const KNOWN_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

export interface YamlDocument {
  readonly document: Document.Parsed;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, YamlNode>;
  /** The first thing that is wrong; the document is what could be made out then. */
  readonly fault: SyntaxFault | null;
}

/** Reads one document of YAML 1.2; with its source tokens, by which signs are found, for an edit. Null for a text that has nothing but comments. */
export function readDocument(
  text: string,
  keepSourceTokens = false,
): YamlDocument | { readonly fault: SyntaxFault } | null {
  const { Parser, Composer } = yamlPackage();
  const lexemes = lexemesOf(text);
  const tokens = tokensOf(text, lexemes);
  const deep = tooDeepYaml(tokens);
  if (deep) {
    return { fault: { offset: deep.offset, message: `values are nested more than ${MAX_DEPTH} deep here` } };
  }
  const composer = new Composer({
    uniqueKeys: false,
    keepSourceTokens,
    resolveKnownTags: false,
    merge: false,
    version: '1.2',
    logLevel: 'silent',
  });
  let document: Document.Parsed | null = null;
  let second: number | null = null;
  for (const one of composer.compose(parsed(new Parser(), lexemes), true, text.length)) {
    if (document === null) document = one;
    else {
      second = startOf(one);
      break;
    }
  }
  if (document === null) return null;
  const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const [first] = errors;
  const targets = new Map<Alias, YamlNode>();
  // Most files have none of these, and the look takes a tenth of the time.
  const meaning = /[*&!]/.test(text) ? resolveAliases(document.contents, targets) : null;
  const { yaml } = document.directives ?? {};
  if (first) return { document, targets, fault: faultOfError(text, tokens, first) };
  if (second !== null) {
    const message =
      'a second document begins here: a configuration is one, so take out the --- or ... before it';
    return { document, targets, fault: { offset: second, message } };
  }
  if (yaml?.explicit === true && yaml.version !== '1.2') {
    const message = 'this is read as YAML 1.2: take this line out';
    return { document, targets, fault: { offset: Math.max(0, text.indexOf('%YAML')), message } };
  }
  if (document.contents === null || isNothing(document.contents)) return meaning ? { fault: meaning } : null;
  return { document, targets, fault: meaning };
}

function startOf({ contents, range }: Document.Parsed): number {
  return contents?.range?.[0] ?? range[0];
}

/** Comments alone are read as a null that takes no room. */
function isNothing(node: YamlNode): boolean {
  const { isScalar } = yamlPackage();
  return isScalar(node) && node.value === null && node.source === '' && node.tag === undefined;
}

function* parsed(parser: Parser, lexemes: readonly string[]): Generator<CST.Token> {
  // One error is told, and a text that is no YAML at all has thousands.
  let hasError = false;
  for (const lexeme of lexemes) {
    for (const token of parser.next(lexeme)) {
      hasError ||= token.type === 'error';
      yield token;
    }
    if (hasError) break;
  }
  yield* parser.end();
}

/** In the order of the text, for an anchor may be given anew. Gives the first fault of what is not told by the parser. */
function resolveAliases(root: YamlNode | null, targets: Map<Alias, YamlNode>): SyntaxFault | null {
  const { isAlias, isCollection, isPair } = yamlPackage();
  const anchors = new Map<string, YamlNode>();
  let fault: SyntaxFault | null = null;
  const look = (node: YamlNode | null | undefined): void => {
    if (!node) return;
    const offset = node.range?.[0] ?? 0;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
      else fault ??= { offset, message: UNKNOWN_ALIAS };
      return;
    }
    const { anchor, tag } = node as { anchor?: string; tag?: string };
    if (anchor !== undefined) anchors.set(anchor, node);
    if (tag !== undefined && !KNOWN_TAG.test(tag)) {
      fault ??= { offset, message: 'this has a tag that means nothing here: take it out' };
    }
    if (!isCollection(node)) return;
    for (const item of node.items) {
      if (!isPair<YamlNode | null, YamlNode | null>(item)) look(item as YamlNode | null);
      else {
        look(item.key);
        look(item.value);
      }
    }
  };
  look(root);
  return fault;
}

const UNKNOWN_ALIAS =
  'a text that begins with * must stand in quotes; without them it is an alias, and no anchor of its name stands before it';
