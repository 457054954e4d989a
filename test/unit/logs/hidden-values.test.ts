import { describe, expect, test } from 'vitest';
import { createHiddenValues } from '#engine/logs/logs.ts';

describe('values that no text may tell', () => {
  test('are masked as they are, in JSON, in an address and line by line', () => {
    const hidden = createHiddenValues();
    hidden.add(['a "b"/c', 'first line\nsecond line']);
    const text = 'a "b"/c, a \\"b\\"/c, a%20%22b%22%2Fc, first line, second line';
    expect(hidden.mask(text)).toBe('•••, •••, •••, •••, •••');
  });

  test('stay masked when they are replaced, the longer before what is part of it', () => {
    const hidden = createHiddenValues();
    hidden.add(['token']);
    const others = ['older-value'];
    expect(hidden.and(others)).toEqual(['older-value', 'token']);
    hidden.add(['token-and-more']);
    expect(hidden.mask('token-and-more token')).toBe('••• •••');
    expect(hidden.and(others)).toEqual(['token-and-more', 'older-value', 'token']);
  });

  test('of three characters or less leave texts readable', () => {
    const hidden = createHiddenValues();
    hidden.add(['on', 'abc', 'abcd']);
    expect(hidden.mask('on abc abcd')).toBe('on abc •••');
  });
});
