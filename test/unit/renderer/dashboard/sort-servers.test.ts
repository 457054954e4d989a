import { expect, test } from 'vitest';
import type { ServerView } from '#contract/server.ts';
import {
  heldOrder,
  nextOrder,
  sortServers,
} from '../../../../renderer/screens/dashboard/servers/order/sort-servers.ts';
import { SERVER_COLUMNS, type ServerColumn } from '../../../../renderer/store/view-store.ts';
import { fakeServerTraffic } from '../../../fakes/server-traffic.ts';
import { serverView } from '../made-up.ts';

const noRate = (): null => null;

function names(
  column: ServerColumn,
  descending: boolean,
  servers: readonly ServerView[],
  rateOf: (name: string) => number | null = noRate,
): string {
  return sortServers(servers, { column, descending }, rateOf).join(' ');
}

test('a third click on a heading gives the file’s order back', () => {
  const cpu = nextOrder(null, 'cpu');
  expect(cpu).toEqual({ column: 'cpu', descending: true });
  expect(nextOrder(cpu, 'cpu')).toEqual({ column: 'cpu', descending: false });
  expect(nextOrder({ column: 'cpu', descending: false }, 'cpu')).toBeNull();
  expect(nextOrder(cpu, 'score')).toEqual({ column: 'score', descending: false });
  expect(nextOrder(cpu, 'name')).toEqual({ column: 'name', descending: false });
});

test('without an order the servers stand as in the file', () => {
  expect(sortServers([serverView({ name: 'b' }), serverView({ name: 'a' })], null, noRate)).toEqual([
    'b',
    'a',
  ]);
});

test('what is not known comes last, whichever way it is sorted', () => {
  const servers = [
    serverView({ name: 'stopped', cpu_percent: null }),
    serverView({ name: 'calm', cpu_percent: 0 }),
    serverView({ name: 'busy', cpu_percent: 80 }),
  ];
  expect(names('cpu', true, servers)).toBe('busy calm stopped');
  expect(names('cpu', false, servers)).toBe('calm busy stopped');
});

test('figures that differ by a trifle don’t make servers change places', () => {
  const memory = (first: number, second: number) =>
    names('memory', true, [
      serverView({ name: 'first', memory_bytes: first }),
      serverView({ name: 'second', memory_bytes: second }),
    ]);
  expect(memory(74_000_000, 74_300_000)).toBe('first second');
  expect(memory(74_000_000, 79_000_000)).toBe('second first');
});

test('by trouble a server that is down comes first, then those with the lower score', () => {
  const servers = [
    serverView({ name: 'off', lamp: 'off', score: null }),
    serverView({ name: 'fine' }),
    serverView({ name: 'slow', lamp: 'warn', score: 88 }),
    serverView({ name: 'slower', lamp: 'warn', score: 61 }),
    serverView({ name: 'down', lamp: 'bad', score: 0 }),
  ];
  expect(names('trouble', true, servers)).toBe('down slower slow fine off');
});

test('by requests, one that nobody ever asked stands behind one that is not asked now', () => {
  const asked = (name: string) => serverView({ name, traffic: { ...fakeServerTraffic(name), requests: 5 } });
  const servers = [serverView({ name: 'never' }), asked('quiet'), asked('busy')];
  expect(names('rate', true, servers, (name) => (name === 'busy' ? 3 : 0))).toBe('busy quiet never');
  expect(names('rate', false, servers, (name) => (name === 'busy' ? 3 : 0))).toBe('quiet busy never');
});

test.each(SERVER_COLUMNS)('sorting by %s loses no server and doubles none', (column) => {
  const servers = ['c', 'a', 'b'].map((name) => serverView({ name, score: null, threads: null }));
  expect(sortServers(servers, { column, descending: true }, noRate).toSorted()).toEqual(['a', 'b', 'c']);
});

test('rows under the pointer keep their places while figures change', () => {
  expect(heldOrder(['a', 'gone', 'b'], ['b', 'new', 'a'])).toEqual(['a', 'b', 'new']);
});
