import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HistoryFilter } from '#contract/history.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import { createServerPageStore } from '../../../renderer/store/server-page-store.ts';
import { FakeBridge } from './fake-bridge.ts';
import { serverView, snapshotOf } from './made-up.ts';
import { detail, eventsDown } from './made-up-history.ts';

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const { overview } = snapshotOf([]);
const change = (name: string) => ({ overview, changed: [serverView({ name })], removed: [], order: [name] });
const asked = (): number => bridge.calls.filter(({ name }) => name === 'server').length;

async function opened(first: () => ServerDetail = detail) {
  bridge.answers.set('server', first);
  const store = createServerPageStore(bridge);
  const close = store.open('memory');
  await vi.advanceTimersByTimeAsync(0);
  return { store, close };
}

test('many changes of a server are one question, at most one a second', async () => {
  await opened();
  expect(asked()).toBe(1);
  for (let times = 0; times < 20; times += 1) {
    bridge.tell('servers', change('memory'));
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(asked()).toBe(2);
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked()).toBe(2);
});

test('changes of other servers ask nothing; the register and a new connection do', async () => {
  await opened();
  bridge.tell('servers', change('other'));
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked()).toBe(1);
  bridge.tell('register', { id: 1, at: '', lamp: 'ok', kind: 'ready', server: 'memory', text: '' });
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked()).toBe(2);
  bridge.connection(true);
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked()).toBe(3);
});

test('a change while an answer is on its way is asked for again', async () => {
  let give: (detail: ServerDetail) => void = () => {};
  bridge.answers.set('server', () => new Promise<ServerDetail>((resolve) => (give = resolve)));
  createServerPageStore(bridge).open('memory');
  await vi.advanceTimersByTimeAsync(1500);
  bridge.tell('servers', change('memory'));
  give(detail());
  await vi.advanceTimersByTimeAsync(0);
  expect(asked()).toBe(2);
});

test('a refusal is told, what was shown stays, and it is asked again until it is answered', async () => {
  const { store } = await opened(() => detail({ working_folder: '/srv' }));
  bridge.answers.set('server', () => {
    throw new Error('internal: broken');
  });
  bridge.tell('servers', change('memory'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState()).toMatchObject({ problem: 'broken', detail: { working_folder: '/srv' } });
  bridge.answers.set('server', () => detail());
  await vi.advanceTimersByTimeAsync(3000);
  expect(store.getState()).toMatchObject({ problem: null, detail: { working_folder: null } });
});

test('one that is not in the configuration is not asked for again until something changes', async () => {
  await opened(() => {
    throw new Error('unknown-server: no server memory');
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked()).toBe(1);
  bridge.answers.set('server', () => detail());
  bridge.tell('servers', change('memory'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked()).toBe(2);
});

test('earlier events join on, and newer ones come on top without losing them', async () => {
  const { store } = await opened(() => detail({ events: eventsDown(300, 201) }));
  expect(store.getState().hasEarlier).toBe(true);
  bridge.answers.set('history', ({ before }: HistoryFilter) => ({
    events: eventsDown((before ?? 0) - 1, 1),
  }));
  await store.loadEarlier();
  expect(store.getState()).toMatchObject({ hasEarlier: true, loadingEarlier: false });
  expect(store.getState().events).toHaveLength(300);
  bridge.answers.set('server', () => detail({ events: eventsDown(310, 211) }));
  bridge.tell('servers', change('memory'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState().events.map(({ id }) => id)).toEqual(eventsDown(310, 1).map(({ id }) => id));
});

test('events that do not join on replace what was shown, so that no hole is in the history', async () => {
  const { store } = await opened(() => detail({ events: eventsDown(100, 1) }));
  bridge.answers.set('server', () => detail({ events: eventsDown(400, 301) }));
  bridge.tell('servers', change('memory'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState().events.at(-1)?.id).toBe(301);
  expect(store.getState().hasEarlier).toBe(true);
});

test('the whole history is asked for page by page', async () => {
  const { store } = await opened();
  bridge.answers.set('history', ({ before, limit = 0 }: HistoryFilter) => {
    const newest = (before ?? 7001) - 1;
    return { events: eventsDown(newest, Math.max(1, newest - limit + 1)) };
  });
  const all = await store.wholeHistory('memory');
  expect(all.map(({ id }) => id)).toEqual(eventsDown(7000, 1).map(({ id }) => id));
});

test('a page that is closed asks nothing more, and a late answer is not shown on the next', async () => {
  let give: (detail: ServerDetail) => void = () => {};
  bridge.answers.set('server', () => new Promise<ServerDetail>((resolve) => (give = resolve)));
  const store = createServerPageStore(bridge);
  const close = store.open('memory');
  await vi.advanceTimersByTimeAsync(0);
  close();
  bridge.answers.set('server', () => new Promise(() => {}));
  store.open('other');
  give(detail({ working_folder: '/late' }));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked()).toBe(2);
  expect(store.getState()).toMatchObject({ name: 'other', detail: null });
});

test('closing leaves no listener and no timer', async () => {
  const { close } = await opened();
  close();
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
