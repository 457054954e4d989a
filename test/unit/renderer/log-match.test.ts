import { expect, test } from 'vitest';
import { belongs, EVERYTHING, markedRuns, searchPattern } from '../../../renderer/store/log-match.ts';
import { logLine } from './made-up.ts';

const hits = (text: string, choice: { text: string; regex: boolean }): string[] =>
  markedRuns(text, searchPattern(choice)).flatMap((run) => (run.hit ? [run.text] : []));

test('plain text is found as it is written, case ignored', () => {
  expect(hits('A (b)* c.d', { text: '(B)*', regex: false })).toEqual(['(b)*']);
  expect(hits('a-b a/b', { text: 'a-b', regex: false })).toEqual(['a-b']);
});

test('an expression keeps its case', () => {
  expect(hits('AB ab', { text: 'a.', regex: true })).toEqual(['ab']);
});

test('an expression is not run where the engine did not run it: after its first hit, and far into a line', () => {
  // From the second letter on, this one would take longer than anybody waits.
  expect(hits(`x${'a'.repeat(60)}!`, { text: 'x|(a+)+$', regex: true })).toEqual(['x']);
  expect(hits(`${'.'.repeat(4096)}x`, { text: 'x', regex: true })).toEqual([]);
  // The whole line ends in time, what is shown of it would not.
  expect(markedRuns(`${'a'.repeat(60)}!a`, searchPattern({ text: '(a+)+!a$', regex: true }), 61)).toEqual([
    { text: `${'a'.repeat(60)}!`, hit: true },
  ]);
});

test('the runs of a line make the whole line', () => {
  const text = 'one two one';
  const runs = markedRuns(text, searchPattern({ text: 'one', regex: false }));
  expect(runs.map((run) => run.text).join('')).toBe(text);
  expect(runs.map((run) => run.hit)).toEqual([true, false, true]);
});

test('of a line that is not shown to its end, the marks end with what is shown', () => {
  const pattern = searchPattern({ text: 'one', regex: false });
  expect(markedRuns('one two one', pattern, 9)).toEqual([
    { text: 'one', hit: true },
    { text: ' two ', hit: false },
    { text: 'o', hit: true },
  ]);
  expect(markedRuns('one two one', pattern, 5)).toEqual([
    { text: 'one', hit: true },
    { text: ' t', hit: false },
  ]);
});

test('an expression that matches nothing at all does not hang', () => {
  expect(hits('abc', { text: 'x*', regex: true })).toEqual([]);
});

test('server and text must both fit', () => {
  const choice = { ...EVERYTHING, servers: ['memory'], text: 'x' };
  const pattern = searchPattern(choice);
  expect(belongs(logLine(1, { text: 'X' }), choice, pattern)).toBe(true);
  expect(belongs(logLine(1, { text: 'y' }), choice, pattern)).toBe(false);
  expect(belongs(logLine(1, { text: 'X', server: 'b' }), choice, pattern)).toBe(false);
});
