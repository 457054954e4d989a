import { expect, test } from 'vitest';
import { text } from '../../../../renderer/format/quantity.ts';
import { outcomeWords, perSecond, share } from '../../../../renderer/format/traffic-words.ts';
import { attachWords, snippets } from '../../../../renderer/screens/traffic/clients/attach-words.ts';
import { sortLatencies } from '../../../../renderer/screens/traffic/latencies/sort-latencies.ts';
import { latency, request } from '../made-up-traffic.ts';

test.each([
  [0, '0 /s'],
  [0.02, '<0.1 /s'],
  [0.4, '0.4 /s'],
  [2, '2 /s'],
  [12.4, '12 /s'],
  [3412.2, '3,412 /s'],
])('%s requests a second are %s', (rate, words) => {
  expect(text(perSecond(rate))).toBe(words);
});

test.each([
  [0, '0 %'],
  [0.0001, '<0.1 %'],
  [0.004, '0.4 %'],
  [0.05, '5 %'],
  [0.314, '31 %'],
  [1, '100 %'],
])('a share of %s is %s', (value, words) => {
  expect(text(share(value))).toBe(words);
});

test('the outcome of a request says where the answer came from, or what went wrong', () => {
  expect(outcomeWords(request(1))).toBe('ok, 41 kB');
  expect(outcomeWords(request(1, { cache: 'hit' }))).toBe('ok, from the cache');
  expect(outcomeWords(request(1, { cache: 'shared' }))).toBe('ok, shared with an identical read');
  const error = {
    class: 'rejected',
    severity: 'warn',
    code: -32000,
    message: 'the circuit breaker is open',
  } as const;
  expect(outcomeWords(request(1, { error }))).toBe('not sent: the circuit breaker is open');
});

test('a client is told the command and the address of one server, whatever its name', () => {
  const url = 'http://127.0.0.1:4870/';
  expect(attachWords(null, url)).toEqual({
    command: 'signalbox connect --all',
    address: 'http://127.0.0.1:4870/mcp',
  });
  expect(attachWords("it's mine", url)).toEqual({
    command: String.raw`signalbox connect 'it'\''s mine'`,
    address: "http://127.0.0.1:4870/mcp/it's%20mine",
  });
  expect(attachWords('memory', null).address).toBeNull();
});

test('the entries for clients’ files are JSON, and only those over HTTP hold the token', () => {
  const all = snippets('http://127.0.0.1:4870/', 'sbc_1');
  expect(all.map(({ name, text: entry }) => [name, entry.includes('sbc_1')])).toEqual([
    ['Claude Desktop', false],
    ['Claude Code', true],
    ['Cursor', true],
  ]);
  for (const { text: entry } of all) expect(JSON.parse(entry).mcpServers.signalbox).toBeTypeOf('object');
  expect(snippets(null, 'sbc_1')).toHaveLength(1);
});

test('latencies that are equal keep their places', () => {
  const all = [latency('b', 'x'), latency('a', 'y'), latency('a', 'x'), latency('c', null, { p95_ms: 900 })];
  const shown = (descending: boolean): string[] =>
    sortLatencies(all, { column: 'p95_ms', descending }).map(({ server, target }) => `${server} ${target}`);
  expect(shown(true)).toEqual(['c null', 'a x', 'a y', 'b x']);
  expect(shown(false)).toEqual(['a x', 'a y', 'b x', 'c null']);
  const errors = [
    latency('a', 'x', { requests: 1000, errors: 9 }),
    latency('b', 'x', { requests: 2, errors: 1 }),
  ];
  expect(sortLatencies(errors, { column: 'errors', descending: true })[0]?.server).toBe('b');
});
