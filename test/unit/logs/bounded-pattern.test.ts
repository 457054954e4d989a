import { expect, test } from 'vitest';
import { boundedPattern, PatternTooSlowError } from '#engine/logs/logs.ts';

const asItIs = (text: string) => text;

test('a pattern gives the items whose text matches', () => {
  const pattern = boundedPattern('refused|reset', 'i', 250);
  expect(pattern.matching(['Connection REFUSED', 'all is well', 'reset by peer'], asItIs)).toEqual([
    'Connection REFUSED',
    'reset by peer',
  ]);
});

test('a pattern that would take for ever is stopped', () => {
  const pattern = boundedPattern('(a+)+$', '', 20);
  expect(() => pattern.matching([`${'a'.repeat(60)}b`], asItIs)).toThrow(PatternTooSlowError);
  // And the next one has its time anew.
  expect(boundedPattern('b', '', 250).matching(['b'], asItIs)).toEqual(['b']);
});

test('what is no regular expression is refused', () => {
  expect(() => boundedPattern('(', '', 250)).toThrow(SyntaxError);
});
