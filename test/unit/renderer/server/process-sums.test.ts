import { expect, test } from 'vitest';
import { countWords, sumOf } from '../../../../renderer/screens/server/processes/process-sums.ts';
import { processView } from '../made-up-history.ts';

test('each process counts once, and what is not told makes the sum a least', () => {
  const processes = [
    processView(1, 0, { status: 'running', memory_bytes: 70 }),
    processView(2, 1, { status: 'sleeping', memory_bytes: 0 }),
    processView(3, 1, { status: 'denied' }),
  ];
  expect(sumOf(processes, 'memory_bytes')).toEqual({ value: 70, unknown: 1 });
});

test('a sum of which nothing is known is not 0', () => {
  expect(sumOf([processView(1, 0), processView(2, 1)], 'pss_bytes')).toEqual({ value: null, unknown: 2 });
  expect(sumOf([], 'pss_bytes')).toEqual({ value: null, unknown: 0 });
});

test('a zombie holds nothing: nothing is missing without it', () => {
  const processes = [
    processView(1, 0, { status: 'running', threads: 4 }),
    processView(2, 1, { status: 'zombie' }),
    processView(3, 1, { status: 'vanished' }),
  ];
  expect(sumOf(processes, 'threads')).toEqual({ value: 4, unknown: 0 });
});

test('zombies and those that are not told of are named beside the living', () => {
  expect(countWords([processView(1, 0, { status: 'running' })])).toBe('1 alive');
  const statuses = ['running', 'denied', 'zombie', 'zombie', 'vanished'] as const;
  expect(countWords(statuses.map((status, pid) => processView(pid + 1, 0, { status })))).toBe(
    '2 alive, 2 zombies, 1 vanished, 1 not told of',
  );
});
