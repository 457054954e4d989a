import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseStat } from '../../../../main/engine/process/proc/stat-line.ts';

const TAIL =
  'S 41 42 43 0 -1 4194560 2190 8041 0 3 150 25 7 9 20 0 11 0 123456 2147483648000 1500 18446744073709551615 1 1';

function parse(text: string) {
  // As in a buffer that an earlier, longer line was read into.
  return parseStat(Buffer.from(`${text}\n) Z 9 9 9`), text.length + 1);
}

it('reads the fields of a line', () => {
  expect(parse(`42 (node) ${TAIL}`)).toEqual({
    state: 'S',
    ppid: 41,
    pgid: 42,
    userTicks: 150,
    systemTicks: 25,
    reapedUserTicks: 7,
    reapedSystemTicks: 9,
    threads: 11,
    startTicks: 123_456,
    virtualBytes: 2_147_483_648_000,
    residentPages: 1500,
    nameHash: expect.any(Number),
  });
});

it('tells programs of one process apart by their names', () => {
  const hashes = ['node', 'sh', 'hs', 'two words', ''].map((name) => parse(`42 (${name}) ${TAIL}`)?.nameHash);
  expect(new Set(hashes).size).toBe(5);
  expect(parse(`43 (node) ${TAIL}`)?.nameHash).toBe(hashes[0]);
});

it.each(['a) R 1 2 (b', 'two words', ') )', ''])(
  'is not misled by a program that calls itself %j',
  (name) => {
    const plain = { ...parse(`42 (node) ${TAIL}`), nameHash: expect.any(Number) };
    expect(parse(`42 (${name}) ${TAIL}`)).toEqual(plain);
  },
);

it.each(['', '42 (node)', '42 (node) S 41 42', 'no such thing'])('says nothing of %j', (text) => {
  expect(parseStat(Buffer.from(text), text.length)).toBeNull();
});

it.runIf(process.platform === 'linux')('reads the line of this very process', () => {
  const bytes = readFileSync('/proc/self/stat');
  expect(parseStat(bytes, bytes.length)).toMatchObject({ ppid: process.ppid });
});
