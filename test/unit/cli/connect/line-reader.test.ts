import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineReader } from '../../../../main/cli/connect/line-reader.ts';

test('whatever the pieces in which bytes come, the lines are those that were written', () => {
  const text = fc.stringMatching(/^[a\u00e4\u{1f600}\n]{0,40}$/u);
  fc.assert(
    fc.property(text, fc.array(fc.nat(60)), (written, cuts) => {
      const bytes = Buffer.from(written);
      const reader = new LineReader();
      const lines: string[] = [];
      let start = 0;
      for (const end of [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]) {
        reader.push(bytes.subarray(start, end), (line) => lines.push(line.toString()));
        start = end;
      }
      const rest = reader.rest()?.toString();
      expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
      expect(lines.join('') + (rest?.slice(0, -1) ?? '')).toBe(written);
      expect(reader.rest()).toBeNull();
    }),
  );
});
