import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '#engine/logs/line-splitter.ts';

function split(chunks: readonly Buffer[], maxBytes: number): [text: string, cutBytes: number][] {
  const splitter = new LineSplitter(maxBytes);
  const lines = chunks.flatMap((chunk) => [...splitter.push(chunk)]);
  const last = splitter.end();
  return [...lines, ...(last ? [last] : [])].map(({ bytes, cutBytes }) => [bytes.toString(), cutBytes]);
}

test('lines are the same wherever the chunks break, also inside a character', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n', '\r\n', ' ') });
  fc.assert(
    fc.property(text, fc.array(fc.nat(30)), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      chunks.push(bytes.subarray(at));
      const expected = whole.split('\n').map((line) => line.replace(/\r$/, ''));
      if (whole === '' || whole.endsWith('\n')) expected.pop();
      expect(split(chunks, 1000)).toEqual(expected.map((line) => [line, 0]));
    }),
  );
});

test('a line without an end is delivered at the end of the stream', () => {
  expect(split([Buffer.from('a\nhalf')], 100)).toEqual([
    ['a', 0],
    ['half', 0],
  ]);
});

test('a line that is too long is cut, the cut counted, and the next line whole', () => {
  const chunks = [Buffer.from('0123'), Buffer.from('45678'), Buffer.from('9\r\nnext\n')];
  expect(split(chunks, 6)).toEqual([
    ['012345', 5],
    ['next', 0],
  ]);
});

test('a long line takes no more memory than its limit', () => {
  const splitter = new LineSplitter(10);
  for (let chunk = 0; chunk < 1000; chunk++) expect([...splitter.push(Buffer.alloc(1000, 'x'))]).toEqual([]);
  expect(splitter.end()).toEqual({ bytes: Buffer.alloc(10, 'x'), cutBytes: 999_990 });
});
