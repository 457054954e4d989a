import type { LogLevel, LogLine } from '#contract/log-line.ts';

export const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** What the reader of the log asked for. Empty lists and an empty text mean: all. */
export interface LogChoice {
  readonly servers: readonly string[];
  readonly levels: readonly LogLevel[];
  readonly text: string;
  readonly regex: boolean;
}

export const EVERYTHING: LogChoice = { servers: [], levels: [], text: '', regex: false };

/** More marks in one line than this help nobody and cost much. */
const MOST_MARKS = 100;

/** What the engine shows to an expression of a line, and so all that the page may run it on. */
const REGEX_MAX_CHARACTERS = 4096;

/**
 * The search as a pattern, null without a text: a global one for plain text, for a regular expression the very one
 * that the engine runs. Throws SyntaxError on an invalid expression.
 *
 * An expression can take minutes for one line, and a page can't stop it. It may be run only on lines that the engine
 * found with it, for there it has ended in time.
 */
export function searchPattern(choice: Pick<LogChoice, 'text' | 'regex'>): RegExp | null {
  if (choice.text === '') return null;
  return choice.regex ? new RegExp(choice.text) : new RegExp(literal(choice.text), 'gi');
}

/** Whether a line is of the chosen servers and has the chosen plain text; `pattern` must not be an expression. */
export function belongs(line: LogLine, choice: LogChoice, pattern: RegExp | null): boolean {
  if (choice.servers.length > 0 && !choice.servers.includes(line.server)) return false;
  return pattern === null || line.text.search(pattern) !== -1;
}

interface Run {
  readonly text: string;
  readonly hit: boolean;
}

/** The first `length` characters of a line cut into runs, those that the search found marked. */
export function markedRuns(text: string, pattern: RegExp | null, length = text.length): readonly Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const [start, end] of hits(text, pattern)) {
    if (start >= length || runs.length >= 2 * MOST_MARKS) break;
    if (start > from) runs.push({ text: text.slice(from, start), hit: false });
    from = Math.min(end, length);
    runs.push({ text: text.slice(start, from), hit: true });
  }
  if (from < length || runs.length === 0) runs.push({ text: text.slice(from, length), hit: false });
  return runs;
}

/** Where the search found something: start and end. Of an expression the first alone: the engine looked no further. */
function* hits(text: string, pattern: RegExp | null): Generator<readonly [number, number]> {
  if (pattern === null) return;
  const found = pattern.global
    ? text.matchAll(pattern)
    : [pattern.exec(text.slice(0, REGEX_MAX_CHARACTERS))].filter((first) => first !== null);
  for (const { 0: hit, index } of found) if (hit !== '') yield [index, index + hit.length];
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
