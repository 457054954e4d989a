import { expect, test } from 'vitest';
import { LogFilter, type LogLine } from '#contract/log-line.ts';
import { queryLines } from '#engine/logs/query-lines.ts';

const line = (seq: number, server: string, text: string, level: LogLine['level'] = 'info'): LogLine => ({
  seq,
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString(),
  server,
  stream: 'stderr',
  level,
  text,
});

const a = [line(1, 'a', 'Starting up'), line(3, 'a', 'failed to OPEN', 'error'), line(5, 'a', 'open again')];
const b = [line(2, 'b', 'hello', 'debug'), line(4, 'b', 'opened', 'warn')];

function ask(filter: LogFilter): { seqs: number[]; matched: number; searched: number } {
  const page = queryLines([a, b], LogFilter.parse(filter));
  return { seqs: page.lines.map(({ seq }) => seq), matched: page.matched, searched: page.searched };
}

test('lines of several servers come in the order of time', () => {
  expect(ask({})).toEqual({ seqs: [1, 2, 3, 4, 5], matched: 5, searched: 5 });
});

test('the newest are kept, and all are counted', () => {
  expect(ask({ limit: 2 })).toEqual({ seqs: [4, 5], matched: 5, searched: 5 });
});

test('level, time and position narrow it down', () => {
  expect(ask({ levels: ['error', 'warn'] }).seqs).toEqual([3, 4]);
  expect(ask({ since: '2026-01-01T00:00:03Z' }).seqs).toEqual([3, 4, 5]);
  expect(ask({ after: 4 }).seqs).toEqual([5]);
  expect(ask({ after: 2, levels: ['info'] }).seqs).toEqual([5]);
});

test('a time with or without a fraction of a second is the same moment', () => {
  expect(ask({ since: '2026-01-01T00:00:03.000Z' }).seqs).toEqual([3, 4, 5]);
  expect(ask({ since: '2026-01-01T00:00:03.0001Z' }).seqs).toEqual([3, 4, 5]);
  expect(ask({ since: '2026-01-01T00:00:03.001Z' }).seqs).toEqual([4, 5]);
});

test('one query counts what each level would give, whatever levels are chosen', () => {
  const page = (filter: LogFilter) => queryLines([a, b], LogFilter.parse(filter));
  const open = { error: 1, warn: 1, info: 1, debug: 0 };
  expect(page({ text: 'open' }).matched_by_level).toEqual(open);
  expect(page({ text: 'open', levels: ['warn'], limit: 1 })).toMatchObject({
    matched: 1,
    matched_by_level: open,
  });
  expect(page({ text: 'OPEN|hello', regex: true, levels: ['warn'] }).matched_by_level).toEqual({
    error: 1,
    warn: 0,
    info: 0,
    debug: 1,
  });
  expect(page({ after: 3 }).matched_by_level).toEqual({ error: 0, warn: 1, info: 1, debug: 0 });
});

test('a page says how far it looked, also where nothing fits', () => {
  expect(queryLines([a, b], LogFilter.parse({ text: 'nowhere' })).newest_seq).toBe(5);
  expect(queryLines([], LogFilter.parse({})).newest_seq).toBeNull();
});

test('text is found in any case and means itself', () => {
  expect(ask({ text: 'OPEN' }).seqs).toEqual([3, 4, 5]);
  expect(ask({ text: '.' }).seqs).toEqual([]);
});

test('a regular expression minds the case unless told otherwise', () => {
  expect(ask({ text: '^open', regex: true }).seqs).toEqual([4, 5]);
  expect(ask({ text: '(?i:open)$', regex: true }).seqs).toEqual([3]);
});

test('what is no regular expression is refused with the reason', () => {
  expect(() => ask({ text: '(', regex: true })).toThrow(
    expect.objectContaining({ code: 'bad-input', message: expect.stringContaining('Unterminated group') }),
  );
});

test('a regular expression that would never end is stopped, and the next one works', () => {
  const hostile = [line(6, 'a', `${'a'.repeat(100)}b`)];
  const filter = LogFilter.parse({ text: '(a+)+$', regex: true });
  expect(() => queryLines([hostile], filter)).toThrow(
    expect.objectContaining({ code: 'bad-input', message: expect.stringContaining('250 ms') }),
  );
  expect(ask({ text: 'hello', regex: true }).seqs).toEqual([2]);
});
