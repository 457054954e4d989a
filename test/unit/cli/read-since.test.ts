import { describe, expect, test } from 'vitest';
import { readSince } from '../../../main/cli/read-since.ts';

const NOW = new Date(2026, 10, 21, 14, 30, 0);

describe('--since', () => {
  test.each([
    ['90s', new Date(2026, 10, 21, 14, 28, 30)],
    ['10m', new Date(2026, 10, 21, 14, 20, 0)],
    ['1.5h', new Date(2026, 10, 21, 13, 0, 0)],
    ['2 d', new Date(NOW.getTime() - 2 * 86_400_000)],
    ['14:05', new Date(2026, 10, 21, 14, 5, 0)],
    ['9:05:30', new Date(2026, 10, 21, 9, 5, 30)],
    ['2026-11-20', new Date(2026, 10, 20)],
    ['2026-11-20 08:15', new Date(2026, 10, 20, 8, 15)],
    ['2026-11-20T08:15:00Z', new Date(Date.UTC(2026, 10, 20, 8, 15))],
  ])('%s is understood', (text, expected) => expect(readSince(text, NOW)).toEqual(expected));

  test.each(['', 'yesterday', '10', '5x', '25:00', '2026-13-01', '-5m'])(
    '"%s" is refused with examples',
    (text) => {
      expect(() => readSince(text, NOW)).toThrow(/such as 10m/);
    },
  );

  test.each(['14:45', '2027-01-01'])('%s, a time to come, is refused as such', (text) => {
    expect(() => readSince(text, NOW)).toThrow(/lies in the future/);
  });
});
