import { expect, test } from 'vitest';
import { limitValue, sizeWords } from '../../../../renderer/screens/server/configuration/limit-words.ts';
import { historyFile } from '../../../../renderer/screens/server/history/history-file.ts';
import { readParams } from '../../../../renderer/screens/server/request/read-params.ts';
import { event } from '../made-up-history.ts';

test('a limit reads as it was set', () => {
  expect(limitValue({ limit: 'memory_soft', value: 512 * 2 ** 20 })).toBe('512 MiB');
  expect(limitValue({ limit: 'memory_hard', value: 3 * 2 ** 30 })).toBe('3 GiB');
  expect(limitValue({ limit: 'memory_hard', value: 500_000_000 })).toBe('500 MB');
  expect(limitValue({ limit: 'cpu_quota', value: 80 })).toBe('80 % of one core');
  expect(limitValue({ limit: 'open_files', value: 1024 })).toBe('1,024');
  expect(sizeWords(0)).toBe('0 B');
});

test('the history as CSV keeps commas, quotes and line breaks in their cells', () => {
  const file = historyFile([event(7, { reason: 'said "a, b"\nand c', exit_code: 1 })], 'csv');
  const [head, ...rows] = file.split('\r\n');
  expect(head).toBe('id,at,server,instance,run,from,to,code,reason,pid,exit_code,signal,next_start_ms');
  expect(rows.join('\r\n')).toBe(
    `7,${event(7).at},memory,1,1,starting,ready,ready,"said ""a, b""\nand c",,1,,\r\n`,
  );
});

test.each(['=1+1', '+1', '-1', '@x', '\tx'])(
  'a reason such as %j is no formula in a spreadsheet',
  (reason) => {
    expect(historyFile([event(1, { reason })], 'csv')).toContain(`,'${reason},`);
  },
);

test('the history as JSON lines is one event a line, unchanged', () => {
  const events = [event(2, { reason: 'a\nb' }), event(1)];
  const lines = historyFile(events, 'ndjson').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(events);
});

test('parameters are an object or nothing', () => {
  expect(readParams('  ')).toEqual({ kind: 'params', params: {} });
  expect(readParams('{"a":1}')).toEqual({ kind: 'params', params: { a: 1 } });
  for (const wrong of ['[1]', '3', 'null', '{']) expect(readParams(wrong).kind).toBe('refused');
});
