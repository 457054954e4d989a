import { expect, test } from 'vitest';
import {
  EVERYTHING,
  markedRuns,
  matches,
  patternOf,
  searchPattern,
} from '../../../renderer/store/log-match.ts';
import { logLine } from './made-up.ts';

const hits = (text: string, choice: { text: string; regex: boolean }): string[] =>
  markedRuns(text, patternOf(choice)).flatMap((run) => (run.hit ? [run.text] : []));

test('plain text is found as it is written, case ignored', () => {
  expect(hits('A (b)* c.d', { text: '(B)*', regex: false })).toEqual(['(b)*']);
  expect(hits('a-b a/b', { text: 'a-b', regex: false })).toEqual(['a-b']);
});

test('an expression keeps its case and marks every hit', () => {
  expect(hits('ab AB ab', { text: 'a.', regex: true })).toEqual(['ab', 'ab']);
});

test('the runs of a line make the whole line', () => {
  const text = 'one two one';
  const runs = markedRuns(text, searchPattern({ text: 'one', regex: false }));
  expect(runs.map((run) => run.text).join('')).toBe(text);
  expect(runs.map((run) => run.hit)).toEqual([true, false, true]);
});

test('an expression that matches nothing at all does not hang', () => {
  expect(hits('abc', { text: 'x*', regex: true })).toEqual([]);
});

test('an unfinished expression marks nothing', () => {
  expect(patternOf({ text: '(', regex: true })).toBeNull();
});

test('all conditions must hold', () => {
  const choice = { ...EVERYTHING, servers: ['memory'], levels: ['warn' as const], text: 'x' };
  const pattern = patternOf(choice);
  expect(matches(logLine(1, { level: 'warn', text: 'X' }), choice, pattern)).toBe(true);
  expect(matches(logLine(1, { level: 'info', text: 'X' }), choice, pattern)).toBe(false);
  expect(matches(logLine(1, { level: 'warn', text: 'y' }), choice, pattern)).toBe(false);
  expect(matches(logLine(1, { level: 'warn', text: 'X', server: 'b' }), choice, pattern)).toBe(false);
});
