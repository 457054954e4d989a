import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RequestFilter, RequestPage, RequestRecord } from '#contract/traffic.ts';
import { createRequestsStore, HELD_REQUESTS } from '../../../../renderer/store/traffic/requests-store.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { request } from '../made-up-traffic.ts';

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  bridge.answers.set('requests', () => page(request(2), request(1)));
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const page = (...requests: RequestRecord[]): RequestPage => ({
  requests,
  matched: requests.length,
  kept: requests.length,
});
const seqs = (store: ReturnType<typeof createRequestsStore>): number[] =>
  store.getState().requests.map(({ seq }) => seq);
const asked = (): RequestFilter[] =>
  bridge.calls.filter(({ name }) => name === 'requests').map(({ input }) => input as RequestFilter);

async function opened() {
  const store = createRequestsStore(bridge);
  const close = store.open();
  await vi.advanceTimersByTimeAsync(0);
  return { store, close };
}

test('requests come on top as they end, each once', async () => {
  const { store } = await opened();
  bridge.tell('requests', [request(2), request(3), request(4)]);
  expect(seqs(store)).toEqual([4, 3, 2, 1]);
});

test('what comes while the answer is on its way is shown after it, each once', async () => {
  let give: (page: RequestPage) => void = () => {};
  bridge.answers.set('requests', () => new Promise<RequestPage>((resolve) => (give = resolve)));
  const { store } = await opened();
  bridge.tell('requests', [request(2), request(3)]);
  expect(seqs(store)).toEqual([]);
  give(page(request(2), request(1)));
  await vi.advanceTimersByTimeAsync(0);
  expect(seqs(store)).toEqual([3, 2, 1]);
});

test('a pause holds the list still, counts what comes and shows it afterwards', async () => {
  const { store } = await opened();
  store.setPaused(true);
  bridge.tell('requests', [request(3)]);
  bridge.tell('requests', [request(4)]);
  expect(seqs(store)).toEqual([2, 1]);
  expect(store.getState().unseen).toBe(2);
  store.setPaused(false);
  expect(seqs(store)).toEqual([4, 3, 2, 1]);
  expect(store.getState().unseen).toBe(0);
});

test('a filter is asked of the engine once its reader stops typing, and holds for what comes', async () => {
  const { store } = await opened();
  bridge.answers.set('requests', () => page());
  for (const target of ['s', 'se', 'sea']) store.choose({ target });
  store.choose({ onlyFailed: true, slowerThanMs: 100, client: 'Cursor' });
  await vi.advanceTimersByTimeAsync(200);
  expect(asked()).toHaveLength(2);
  expect(asked()[1]).toEqual({
    client: 'Cursor',
    target: 'sea',
    failed: true,
    min_ms: 100,
    limit: HELD_REQUESTS,
  });
  const error = { class: 'timeout', severity: 'error', code: -32001, message: '' } as const;
  bridge.tell('requests', [
    request(5, { target: 'SEARCH', ms: 200, error }),
    request(6, { target: 'search', ms: 200 }),
    request(7, { target: 'search', ms: 20, error }),
    request(8, { target: 'other', ms: 200, error }),
    request(9, { target: 'search', ms: 200, error, client: 'Codex' }),
    request(10, { target: null, ms: 200, error }),
  ]);
  expect(seqs(store)).toEqual([5]);
});

test('after a flood what the topic left out is asked for, once', async () => {
  const { store } = await opened();
  const flood = (from: number): RequestRecord[] =>
    Array.from({ length: 200 }, (_, index) => request(from + index));
  bridge.answers.set('requests', () => page(request(1000), request(999)));
  bridge.tell('requests', flood(10));
  bridge.tell('requests', flood(500));
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked()).toHaveLength(2);
  expect(seqs(store).slice(0, 3)).toEqual([1000, 999, 699]);
});

test('no more are held than can be shown', async () => {
  const { store } = await opened();
  for (let from = 10; from < 6000; from += 100) {
    bridge.tell(
      'requests',
      Array.from({ length: 100 }, (_, index) => request(from + index)),
    );
  }
  expect(store.getState().requests).toHaveLength(HELD_REQUESTS);
  expect(seqs(store)[0]).toBe(6009);
});

test('another run of the engine begins with an empty list', async () => {
  const { store } = await opened();
  bridge.connection(false);
  bridge.answers.set('requests', () => page(request(1, { target: 'of the new run' })));
  bridge.connection(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().requests).toMatchObject([{ seq: 1, target: 'of the new run' }]);
});

test('a refusal is told, and what was shown stays', async () => {
  const { store } = await opened();
  bridge.answers.set('requests', () => {
    throw new Error('internal: broken');
  });
  store.choose({ server: 'memory' });
  await vi.advanceTimersByTimeAsync(200);
  expect(store.getState()).toMatchObject({ problem: 'broken', loading: false });
  expect(seqs(store)).toEqual([2, 1]);
});

test('closing leaves no listener and no timer, and a late answer is not shown', async () => {
  let give: (page: RequestPage) => void = () => {};
  bridge.answers.set('requests', () => new Promise<RequestPage>((resolve) => (give = resolve)));
  const { store, close } = await opened();
  store.choose({ server: 'memory' });
  close();
  give(page(request(1)));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(seqs(store)).toEqual([]);
  expect(asked()).toHaveLength(1);
});
