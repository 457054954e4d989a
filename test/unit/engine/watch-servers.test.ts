import { beforeEach, expect, test } from 'vitest';
import type { ServersChange } from '#contract/snapshot.ts';
import { judgeAll } from '#engine/health/health.ts';
import { watchServers } from '#engine/watch-servers.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fakeServerView } from '../../fakes/server-view.ts';

let clock: FakeClock;
let names: string[];
let told: ServersChange[];
let changes: ReturnType<typeof watchServers>;

beforeEach(() => {
  clock = new FakeClock();
  names = ['a', 'b', 'c'];
  told = [];
  changes = watchServers({
    clock,
    names: () => names,
    view: (name) => fakeServerView(name),
    judge: (views) => judgeAll(views, true),
    publish: (change) => told.push(change),
  });
});

const changedIn = (change: ServersChange | undefined) => change?.changed.map(({ name }) => name);

test('a state that changes after a calm is told at once', async () => {
  changes.note('a', true);
  await Promise.resolve();
  expect(told).toHaveLength(1);
  clock.advance(1000);
  changes.note('b', true);
  await Promise.resolve();
  expect(changedIn(told[1])).toEqual(['b']);
});

test('the changes of one moment are one message, and what follows it soon is gathered', async () => {
  changes.noteAll();
  clock.advance(4);
  changes.note('a');
  clock.advance(1);
  changes.note('c');
  changes.note('a');
  clock.advance(14);
  expect(told).toHaveLength(1);
  clock.advance(1);
  expect(told).toHaveLength(2);
  expect(changedIn(told[1])).toEqual(['a', 'c']);
  expect(clock.pendingTimers).toBe(0);
});

test('a server that is gone is told as removed', async () => {
  changes.noteAll();
  clock.advance(4);
  names = ['a', 'c'];
  changes.note('b');
  clock.advance(16);
  expect(told[1]).toMatchObject({ changed: [], removed: ['b'], order: ['a', 'c'] });
});

test('nothing is told after the end', async () => {
  changes.note('a');
  changes.close();
  changes.note('b');
  await Promise.resolve();
  clock.advance(1000);
  expect(told).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});

test('a state that changes does not wait as long as a figure does, and takes along what waits', async () => {
  changes.noteAll();
  clock.advance(4);
  changes.note('a');
  changes.note('b', true);
  clock.advance(4);
  expect(told).toHaveLength(2);
  expect(changedIn(told[1])).toEqual(['a', 'b']);
  clock.advance(100);
  expect(told).toHaveLength(2);
});

test('servers that were just looked at are told at once, in the place of what waits', async () => {
  changes.note('a');
  changes.tellAll(['a', 'b', 'c'].map((name) => fakeServerView(name, { cpu_percent: 7 })));
  expect(told).toHaveLength(1);
  expect(changedIn(told[0])).toEqual(['a', 'b', 'c']);
  clock.advance(1000);
  expect(told).toHaveLength(1);
  expect(clock.pendingTimers).toBe(0);
  expect(changes.told('b')?.cpu_percent).toBe(7);
  expect(changes.overview()?.total).toBe(3);
});

test('what is remembered of a server is the newest that was told', async () => {
  expect(changes.told('a')).toBeNull();
  changes.tellAll([fakeServerView('a', { cpu_percent: 7 })]);
  changes.note('a');
  clock.advance(1000);
  expect(changes.told('a')?.cpu_percent).toBe(0);
  expect(changes.told('gone')).toBeNull();
});
