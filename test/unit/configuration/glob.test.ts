import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileGlob, compileGlobs } from '../../../main/engine/configuration/configuration.ts';

it.each([
  ['*', '', true],
  ['*', 'any/thing', true],
  ['echo', 'echo', true],
  ['echo', 'Echo', false],
  ['read_*', 'read_', true],
  ['read_*', 'read', false],
  ['*_file', 'read_file', true],
  ['*_file', 'read_file_', false],
  ['a*b*c', 'a1b2b3c', true],
  ['a*b*c', 'a1b2', false],
  ['?', 'x', true],
  ['?', '', false],
  ['a?c*', 'abc', true],
  ['[a]', 'a', false],
  ['a.c', 'abc', false],
  ['**', 'x', true],
])('%s means %s: %s', (glob, name, isMeant) => {
  expect(compileGlob(glob)(name)).toBe(isMeant);
});

it('means what any of several globs means, and nothing without one', () => {
  expect(compileGlobs(['a*', 'b*'])('bc')).toBe(true);
  expect(compileGlobs(['a*', 'b*'])('cb')).toBe(false);
  expect(compileGlobs([])('a')).toBe(false);
});

it('agrees with the regular expression of the same meaning', () => {
  const letters = fc.stringMatching(/^[ab]{0,12}$/);
  fc.assert(
    fc.property(fc.stringMatching(/^[ab*?]{0,6}$/), letters, (glob, name) => {
      const pattern = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(compileGlob(glob)(name)).toBe(pattern.test(name));
    }),
    { numRuns: 2_000 },
  );
});
