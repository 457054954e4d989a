import MiniSearch from 'minisearch';
import type { OfferedTool } from './admin-options.ts';

export interface RankedTool {
  readonly name: string;
  /** How well it fits; comparable within one answer only. */
  readonly score: number;
}

/** Words that say nothing about a task. */
const STOP_WORDS = new Set(
  `a about all also am an and any are as at be been but by can could did do does doing for from give had has have how i if in
  into is it its just let like me my need not of on or our please should so some tell than that the their them then
  there these they this those to up us using use want was we what when where which while who why will with would you
  your`.split(/\s+/),
);

/**
 * People and tools call the same thing by different words. Each line is one meaning; a word finds the others too, at
 * {@link SYNONYM_WEIGHT} of its own weight.
 */
const SYNONYMS = [
  'change edit modify update alter replace',
  'delete remove erase drop forget',
  'find search look locate query',
  'show list get read view display open fetch retrieve',
  'create make add new',
  'write save store',
  'folder directory',
  'remember memory memorize know knowledge recall',
  'picture image photo screenshot media',
  'sum add total plus',
  'think reason plan',
  'rename move',
  'go navigate visit',
  'big large size',
  'repo repository',
  'bug issue ticket',
  'page website web url site',
  'chart graph plot diagram',
].map((line) => line.split(' '));

const SYNONYM_WEIGHT = 0.4;

const related = new Map<string, Set<string>>();
for (const group of SYNONYMS) {
  const stems = group.map(stem);
  for (const word of stems) related.set(word, new Set([...(related.get(word) ?? []), ...stems]));
}

/**
 * Those of the tools that fit a prompt, the best first, by BM25+ over their names, titles, descriptions and parameters;
 * names count most, for they are chosen with care. Measured against real tool lists in rank-tools.test.ts.
 */
export function rankTools(prompt: string, tools: readonly OfferedTool[], max: number): RankedTool[] {
  const index = new MiniSearch({
    fields: ['name', 'title', 'server', 'description', 'parameters'],
    tokenize: words,
    processTerm: (term) => (STOP_WORDS.has(term) ? null : stem(term)),
  });
  index.addAll(
    tools.map((tool, id) => ({
      id,
      // What is in front is the server's, and has a field of its own.
      name: tool.name.slice(tool.name.indexOf('__') + 1),
      title: tool.title ?? '',
      server: tool.server,
      description: tool.description ?? '',
      parameters: parametersOf(tool.schema),
    })),
  );
  const asked = new Map<string, number>();
  for (const word of words(prompt)) {
    if (STOP_WORDS.has(word)) continue;
    const own = stem(word);
    for (const other of related.get(own) ?? [])
      asked.set(other, Math.max(asked.get(other) ?? 0, SYNONYM_WEIGHT));
    asked.set(own, 1);
  }
  const found = index.search([...asked.keys()].join(' '), {
    // They are stems already.
    processTerm: (term) => term,
    boost: { name: 3, title: 2, server: 2, parameters: 0.7 },
    boostTerm: (term) => asked.get(term) ?? 1,
    bm25: { k: 1.2, b: 0.5, d: 0.3 },
  });
  return found.slice(0, max).map(({ id, score }) => ({ name: tools[id]?.name ?? '', score }));
}

/** `read_text_file`, `readTextFile` and `HTTPServer2` in lower-case words. */
export function words(text: string): string[] {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
}

/** Cuts what makes forms of one word differ: changed, changes, changing. Rough, and the same on both sides. */
function stem(word: string): string {
  let cut = word;
  if (cut.length > 4) cut = cut.replace(/(?:ies|ied)$/, 'y').replace(/(?:ing|ed|es|s)$/, '');
  else if (cut.length === 4) cut = cut.replace(/s$/, '');
  // get, getting; remove, removed.
  cut = cut.replace(/([bdgmnprt])\1$/, '$1');
  return cut.length > 3 ? cut.replace(/e$/, '') : cut;
}

function parametersOf(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return '';
  const { properties } = schema;
  if (typeof properties !== 'object' || properties === null) return '';
  return Object.keys(properties).join(' ');
}
