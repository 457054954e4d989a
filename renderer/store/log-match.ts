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

/** The search as a global pattern; null without a text. Throws SyntaxError on an invalid regular expression. */
export function searchPattern(choice: Pick<LogChoice, 'text' | 'regex'>): RegExp | null {
  if (choice.text === '') return null;
  return choice.regex ? new RegExp(choice.text, 'g') : new RegExp(literal(choice.text), 'gi');
}

/** The same, but null for an expression that is not valid (yet): for marking hits while one types. */
export function patternOf(choice: Pick<LogChoice, 'text' | 'regex'>): RegExp | null {
  try {
    return searchPattern(choice);
  } catch {
    return null;
  }
}

/** Whether a live line belongs to what was asked for, by the same rules as the engine's `logs` query. */
export function matches(line: LogLine, choice: LogChoice, pattern: RegExp | null): boolean {
  return belongs(line, choice, pattern) && (choice.levels.length === 0 || choice.levels.includes(line.level));
}

/** `matches` without the levels: what their chips count. */
export function belongs(line: LogLine, choice: LogChoice, pattern: RegExp | null): boolean {
  if (choice.servers.length > 0 && !choice.servers.includes(line.server)) return false;
  return pattern === null || line.text.search(pattern) !== -1;
}

/** A line's text cut into runs, those that the search found marked. */
export function markedRuns(text: string, pattern: RegExp | null): { text: string; hit: boolean }[] {
  const runs: { text: string; hit: boolean }[] = [];
  let from = 0;
  let marks = 0;
  for (const found of pattern === null ? [] : text.matchAll(pattern)) {
    if (found[0] === '') continue;
    if (marks === MOST_MARKS) break;
    marks += 1;
    if (found.index > from) runs.push({ text: text.slice(from, found.index), hit: false });
    runs.push({ text: found[0], hit: true });
    from = found.index + found[0].length;
  }
  if (from < text.length || runs.length === 0) runs.push({ text: text.slice(from), hit: false });
  return runs;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
