import type { z } from 'zod';
import type { LogFilter, LogLevel, LogLine, LogPage } from '#contract/log-line.ts';
import { ProblemError } from '#contract/problem.ts';
import { type BoundedPattern, boundedPattern, PatternTooSlowError } from './bounded-pattern.ts';

/** The engine stands still while a regular expression runs; a bad one is stopped after this long. */
const REGEX_MAX_MS = 250;

type Filter = z.output<typeof LogFilter>;

/**
 * The newest lines that meet the filter, in order of `seq`. `searched` counts all lines of the chosen servers. Throws
 * ProblemError('bad-input') on a regular expression that is none, or that takes more than 250 ms.
 */
export function queryLines(rings: readonly (readonly LogLine[])[], filter: Filter): LogPage {
  const all = rings.flat();
  const levels = filter.levels && new Set(filter.levels);
  // Written as lines have it, so that text can be compared: parsing the time of each line takes longer than the rest.
  const since = filter.since === undefined ? null : new Date(filter.since).toISOString();
  const after = filter.after;
  const candidates = all.filter(
    (line) => (after === undefined || line.seq > after) && (since === null || line.at >= since),
  );
  const found = withText(candidates, filter);
  const met = levels ? found.filter((line) => levels.has(line.level)) : found;
  met.sort((a, b) => a.seq - b.seq);
  return {
    lines: met.slice(-filter.limit),
    matched: met.length,
    matched_by_level: countByLevel(found),
    searched: all.length,
    newest_seq: all.reduce<number | null>((newest, { seq }) => Math.max(newest ?? seq, seq), null),
  };
}

function countByLevel(lines: readonly LogLine[]): Record<LogLevel, number> {
  const counts = { error: 0, warn: 0, info: 0, debug: 0 };
  for (const { level } of lines) counts[level] += 1;
  return counts;
}

function withText(lines: LogLine[], { text, regex }: Filter): LogLine[] {
  if (text === undefined || text === '') return lines;
  if (!regex) {
    const wanted = text.toLowerCase();
    return lines.filter((line) => line.text.toLowerCase().includes(wanted));
  }
  try {
    return compile(text).matching(lines, (line) => line.text);
  } catch (error) {
    if (!(error instanceof PatternTooSlowError)) throw error;
    throw new ProblemError(
      'bad-input',
      `text takes more than ${REGEX_MAX_MS} ms as a regular expression: avoid repetition inside repetition, such as (a+)+`,
      { cause: error },
    );
  }
}

function compile(source: string): BoundedPattern {
  try {
    return boundedPattern(source, '', REGEX_MAX_MS);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProblemError('bad-input', `text is no regular expression: ${why}`, { cause: error });
  }
}
