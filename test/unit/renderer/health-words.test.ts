import { expect, test } from 'vitest';
import { WEIGHTS } from '#engine/health/score/lost-points.ts';
import { asSentence } from '../../../renderer/format/health-words.ts';
import { REMEDIES, remedyOf } from '../../../renderer/format/remedies.ts';

test('what mends something is told for codes that the engine gives', () => {
  expect(Object.keys(REMEDIES).filter((code) => !Object.hasOwn(WEIGHTS, code))).toEqual([]);
  expect(remedyOf('hung')).toMatch(/^A restart/);
});

test('for a code that is not known nothing is made up', () => {
  expect(remedyOf('clock-jump')).toBeNull();
  expect(remedyOf('constructor')).toBeNull();
});

test('a clause begins with a capital letter where it stands alone, and a name keeps its own', () => {
  expect(asSentence('it answered the last probe in 2 ms')).toBe('It answered the last probe in 2 ms');
  expect(asSentence('p95 is 2.31 s')).toBe('p95 is 2.31 s');
  expect(asSentence('3 processes')).toBe('3 processes');
  expect(asSentence('')).toBe('');
});
