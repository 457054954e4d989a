import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '#contract/snapshot.ts';
import { createEngineStore } from '../../../renderer/store/engine-store.ts';
import { FakeBridge } from './fake-bridge.ts';
import { AT, serverView, snapshotOf } from './made-up.ts';

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function followed(snapshot: Snapshot = snapshotOf([serverView()])) {
  bridge.answers.set('snapshot', () => snapshot);
  const store = createEngineStore(bridge, { now: () => 1000, retryMs: 50 });
  const end = store.follow();
  await vi.advanceTimersByTimeAsync(0);
  return { store, end };
}

const overview = snapshotOf([]).overview;

test('shows the snapshot, in the order of the file', async () => {
  const { store } = await followed(snapshotOf([serverView({ name: 'b' }), serverView({ name: 'a' })]));
  expect(store.getState()).toMatchObject({ connection: 'live', order: ['b', 'a'] });
});

test('a change replaces only the servers that it names', async () => {
  const { store } = await followed(snapshotOf([serverView({ name: 'a' }), serverView({ name: 'b' })]));
  const untouched = store.getState().servers['b'];
  bridge.tell('servers', {
    overview,
    changed: [serverView({ name: 'a', state: 'stopped' }), serverView({ name: 'c' })],
    removed: [],
    order: ['c', 'a', 'b'],
  });
  expect(store.getState().servers['a']?.state).toBe('stopped');
  expect(store.getState().servers['b']).toBe(untouched);
  expect(store.getState().order).toEqual(['c', 'a', 'b']);
  bridge.tell('servers', { overview, changed: [], removed: ['a'], order: ['c', 'b'] });
  expect(Object.keys(store.getState().servers)).toEqual(['b', 'c']);
});

test('what topics tell while a snapshot is on its way is not lost', async () => {
  let give: (snapshot: Snapshot) => void = () => {};
  bridge.answers.set('snapshot', () => new Promise<Snapshot>((resolve) => (give = resolve)));
  const store = createEngineStore(bridge);
  store.follow();
  bridge.tell('servers', { overview, changed: [serverView({ pid: 2 })], removed: [], order: ['memory'] });
  expect(store.getState().servers).toEqual({});
  give(snapshotOf([serverView({ pid: 1 })]));
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().servers['memory']?.pid).toBe(2);
});

test('a lost connection keeps what was shown, says since when, and asks anew when it is back', async () => {
  const { store } = await followed();
  bridge.answers.set('snapshot', () => {
    throw new Error('unreachable: nobody answers');
  });
  bridge.connection(false);
  await vi.advanceTimersByTimeAsync(500);
  expect(store.getState()).toMatchObject({ connection: 'lost', lostAtMs: 1000, order: ['memory'] });
  bridge.answers.set('snapshot', () => snapshotOf([serverView({ name: 'other' })]));
  bridge.connection(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState()).toMatchObject({ connection: 'live', lostAtMs: null, order: ['other'] });
});

test('a snapshot that is answered while the feed is down does not make what is shown current', async () => {
  const { store } = await followed();
  bridge.answers.set('snapshot', () => snapshotOf([serverView({ name: 'other' })]));
  bridge.connection(false);
  await vi.advanceTimersByTimeAsync(500);
  expect(store.getState()).toMatchObject({ connection: 'lost', order: ['other'] });
  bridge.connection(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState()).toMatchObject({ connection: 'live', lostAtMs: null });
});

test('a snapshot that fails is asked for again', async () => {
  bridge.answers.set('snapshot', () => {
    throw new Error('internal: busy');
  });
  const store = createEngineStore(bridge, { retryMs: 50 });
  store.follow();
  await vi.advanceTimersByTimeAsync(10);
  expect(store.getState().connection).toBe('lost');
  bridge.answers.set('snapshot', () => snapshotOf([]));
  await vi.advanceTimersByTimeAsync(60);
  expect(store.getState().connection).toBe('live');
});

test('a refused token ends the asking', async () => {
  bridge.answers.set('snapshot', () => {
    throw new Error('unauthorized: the token is wrong');
  });
  const store = createEngineStore(bridge, { retryMs: 50 });
  store.follow();
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState().connection).toBe('unauthorized');
  expect(bridge.calls).toHaveLength(1);
});

test('a refused token stays what is the matter when the feed is refused as well', async () => {
  bridge.answers.set('snapshot', () => {
    throw new Error('unauthorized: the token is wrong');
  });
  const store = createEngineStore(bridge, { retryMs: 50 });
  store.follow();
  const seen = new Set<string>();
  store.subscribe(({ connection }) => seen.add(connection));
  bridge.connection(false);
  await vi.advanceTimersByTimeAsync(100);
  bridge.connection(false);
  await vi.advanceTimersByTimeAsync(100);
  expect([...seen]).toEqual(['unauthorized']);
});

test('samples older than 15 minutes go, and none is kept twice', async () => {
  const pass = (seconds: number) => ({
    at: new Date(Date.parse(AT) + seconds * 1000).toISOString(),
    servers: {},
  });
  const { store } = await followed(snapshotOf([], { samples: [pass(0), pass(10)] }));
  bridge.tell('samples', pass(10));
  bridge.tell('samples', pass(905));
  expect(store.getState().samples.map(({ at }) => at)).toEqual([pass(10).at, pass(905).at]);
});

test('the register is newest first, without doubles, at most 200', async () => {
  const entry = (id: number) => ({
    id,
    at: AT,
    lamp: 'ok' as const,
    kind: 'ready' as const,
    server: null,
    text: '',
  });
  const { store } = await followed(snapshotOf([], { register: [entry(2), entry(1)] }));
  bridge.tell('register', entry(2));
  expect(store.getState().register).toHaveLength(2);
  for (let id = 3; id <= 250; id += 1) bridge.tell('register', entry(id));
  const ids = store.getState().register.map(({ id }) => id);
  expect(ids).toHaveLength(200);
  expect(ids.slice(0, 2)).toEqual([250, 249]);
});

test('nothing listens and nothing waits after the end', async () => {
  const { end } = await followed();
  bridge.answers.set('snapshot', () => {
    throw new Error('unreachable: gone');
  });
  bridge.connection(false);
  await vi.advanceTimersByTimeAsync(10);
  end();
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
