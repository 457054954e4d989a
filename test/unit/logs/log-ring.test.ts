import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogLine } from '#contract/log-line.ts';
import { LogRing } from '#engine/logs/log-ring.ts';

const line = (seq: number, text: string): LogLine => ({
  seq,
  at: '2026-01-01T00:00:00.000Z',
  server: 'a',
  stream: 'stderr',
  level: 'info',
  text,
});

test('it holds the newest lines that fit both bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 60 }), (lengths) => {
      const ring = new LogRing(5, 20);
      const all = lengths.map((length, seq) => line(seq, 'x'.repeat(length)));
      for (const one of all) ring.push(one);
      const held = ring.lines();
      expect(held).toEqual(all.slice(all.length - held.length));
      const characters = (lines: readonly LogLine[]): number =>
        lines.reduce((sum, { text }) => sum + text.length, 0);
      expect(held.length).toBeLessThanOrEqual(5);
      expect(characters(held)).toBeLessThanOrEqual(20);
      const oneMore = all.slice(-held.length - 1);
      if (oneMore.length > held.length) expect(held.length === 5 || characters(oneMore) > 20).toBe(true);
    }),
  );
});
