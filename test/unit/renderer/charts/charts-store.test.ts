import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SeriesFilter, SeriesPage } from '#contract/metric.ts';
import type { RegisterEntry } from '#contract/register.ts';
import { createChartsStore } from '../../../../renderer/store/charts/charts-store.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { iso, series, seriesPage } from './made-up-series.ts';

const NOW_S = 1_800_000_000;
const subject = { servers: ['memory'], metrics: ['threads'], range: '15m' } as const;

let bridge: FakeBridge;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW_S * 1000 });
  bridge = new FakeBridge();
  bridge.answers.set('series', answer);
  bridge.answers.set('markers', () => ({ markers: [] }));
  bridge.answers.set('trends', () => ({ trends: [] }));
  bridge.answers.set('anomalies', () => ({ anomalies: [] }));
});
afterEach(() => {
  vi.useRealTimers();
});

/** As the history answers: in the shortest steps that fit the points, which begin at multiples of their length. */
function answer({ server, from, to, points = 600 }: SeriesFilter): SeriesPage {
  const [fromS, toS] = [
    Date.parse(from) / 1000,
    to === undefined ? Date.now() / 1000 : Date.parse(to) / 1000,
  ];
  const stepS =
    [2, 5, 10, 15, 30, 60, 120, 180, 300, 900, 3600].find(
      (step) => Math.ceil(toS / step) - Math.floor(fromS / step) <= points,
    ) ?? 86_400;
  const first = Math.ceil(fromS / stepS) * stepS;
  const times = Array.from(
    { length: Math.floor((toS - first) / stepS) + 1 },
    (_, index) => first + index * stepS,
  );
  return {
    ...seriesPage(times, [series('threads', times)]),
    server,
    from,
    to: iso(toS),
    step_seconds: stepS,
  };
}

const asked = (): SeriesFilter[] =>
  bridge.calls.filter(({ name }) => name === 'series').map(({ input }) => input as SeriesFilter);
const pass = (): void => bridge.tell('samples', { at: iso(Date.now() / 1000), servers: {} });

async function follow(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await vi.advanceTimersByTimeAsync(1000);
    pass();
  }
}

test('the whole range is asked for once, then its end alone, and the picture moves on', async () => {
  const store = createChartsStore(bridge);
  store.open(subject);
  expect(store.getState().isLoading).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState()).toMatchObject({ isLoading: false, problem: null });
  await follow(60);
  const [first, ...rest] = asked();
  expect(first).toMatchObject({ from: iso(NOW_S - 900), points: 600 });
  expect(rest.length).toBeGreaterThan(10);
  // Every 2 s at most.
  expect(rest.length).toBeLessThanOrEqual(31);
  for (const { points, from } of rest) {
    expect(points).toBeLessThan(10);
    expect(Date.parse(from) / 1000).toBeGreaterThan(NOW_S - 20);
  }
  const page = store.getState().pages.get('memory');
  const { span } = store.getState();
  expect(span.toS).toBeGreaterThanOrEqual(NOW_S + 58);
  expect(page?.times[0]).toBeGreaterThanOrEqual(span.fromS);
  expect(page?.times).toEqual(page?.times.toSorted((a, b) => a - b));
  expect(new Set(page?.times).size).toBe(page?.times.length);
});

test('the end comes in the steps of the whole, and all is asked for again now and then', async () => {
  for (const range of ['5m', '15m', '1h', '24h'] as const) {
    bridge.calls.length = 0;
    const store = createChartsStore(bridge);
    const close = store.open({ ...subject, range });
    await follow(200);
    const wholes = asked().filter(({ points }) => points === 600);
    expect(wholes, range).toHaveLength(range === '5m' ? 3 : 1);
    close();
  }
});

test('where the engine’s clock is before the window’s, the picture ends at the engine’s now', async () => {
  bridge.answers.set('series', (filter: SeriesFilter) =>
    answer(filter.to === undefined ? { ...filter, to: iso(Date.now() / 1000 + 500) } : filter),
  );
  const store = createChartsStore(bridge);
  store.open(subject);
  await follow(10);
  expect(store.getState().span.toS).toBeGreaterThan(NOW_S + 505);
  expect(asked().filter(({ points }) => points === 600)).toHaveLength(1);
});

test('a range of days is not asked for at every sample', async () => {
  createChartsStore(bridge).open({ ...subject, range: '24h' });
  await follow(50);
  expect(asked()).toHaveLength(1);
  await follow(30);
  expect(asked()).toHaveLength(2);
});

test('time goes on where nothing is sampled', async () => {
  const store = createChartsStore(bridge);
  store.open(subject);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(store.getState().span.toS).toBeGreaterThanOrEqual(NOW_S + 20);
});

test('a zoom asks for its part more closely and stands still; back again it follows', async () => {
  const store = createChartsStore(bridge);
  store.open({ ...subject, range: '24h' });
  await vi.advanceTimersByTimeAsync(0);
  const part = { fromS: NOW_S - 7200, toS: NOW_S - 7000 };
  store.zoom(part);
  expect(store.getState()).toMatchObject({ span: part, isZoomed: true, isLoading: true });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked().at(-1)).toMatchObject({ from: iso(part.fromS), to: iso(part.toS) });
  expect(store.getState()).toMatchObject({ isLoading: false });
  expect(store.getState().pages.get('memory')?.step_seconds).toBe(2);
  const before = asked().length;
  await follow(120);
  expect(asked()).toHaveLength(before);
  store.unzoom();
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState()).toMatchObject({ isZoomed: false });
  expect(store.getState().span.toS - store.getState().span.fromS).toBe(86_400);
});

test('a zoom out goes into the past, not beyond now', () => {
  const store = createChartsStore(bridge);
  store.open(subject);
  store.zoom({ fromS: NOW_S - 1000, toS: NOW_S + 500 });
  expect(store.getState().span).toEqual({ fromS: NOW_S - 1500, toS: NOW_S });
});

test('another range keeps what is shown until its answer is there; another server does not', async () => {
  const store = createChartsStore(bridge);
  const close = store.open(subject);
  await vi.advanceTimersByTimeAsync(0);
  close();
  const closeNext = store.open({ ...subject, range: '1h' });
  expect(store.getState()).toMatchObject({ isLoading: true });
  expect(store.getState().pages.size).toBe(1);
  closeNext();
  store.open({ ...subject, servers: ['other'] });
  expect(store.getState().pages.size).toBe(0);
});

test('two servers are asked for together, over the same time', async () => {
  const store = createChartsStore(bridge);
  store.open({ ...subject, servers: ['memory', 'github'] });
  await vi.advanceTimersByTimeAsync(0);
  expect([...store.getState().pages.keys()]).toEqual(['memory', 'github']);
  expect(asked().map(({ server, from }) => [server, from])).toEqual([
    ['memory', iso(NOW_S - 900)],
    ['github', iso(NOW_S - 900)],
  ]);
});

test('what happened is told oldest first, what is about no server once, and anew when the register says more', async () => {
  const entry = (id: number, server: string | null): RegisterEntry => ({
    id,
    at: iso(NOW_S - 100 + id),
    lamp: 'info',
    kind: 'configuration-applied',
    server,
    text: 'x',
  });
  bridge.answers.set('markers', ({ server }: { server: string }) => ({
    markers: [entry(3, server), entry(1, null)],
  }));
  const store = createChartsStore(bridge);
  store.open({ ...subject, servers: ['memory', 'github'] });
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().markers.map(({ id }) => id)).toEqual([1, 3]);
  bridge.answers.set('markers', () => ({ markers: [entry(4, 'memory')] }));
  bridge.tell('register', entry(4, 'memory'));
  await vi.advanceTimersByTimeAsync(2000);
  expect(store.getState().markers.map(({ id }) => id)).toEqual([4]);
});

test('a refusal is told, what was shown stays, and it is asked again', async () => {
  const store = createChartsStore(bridge);
  store.open(subject);
  await vi.advanceTimersByTimeAsync(0);
  bridge.answers.set('series', () => {
    throw new Error('internal: the history can’t be read');
  });
  await follow(3);
  expect(store.getState()).toMatchObject({ problem: 'the history can’t be read', isLoading: false });
  expect(store.getState().pages.size).toBe(1);
  bridge.answers.set('series', answer);
  await vi.advanceTimersByTimeAsync(5000);
  expect(store.getState().problem).toBeNull();
});

test('an answer for a range that is shown no more is not shown', async () => {
  const gives: (() => void)[] = [];
  bridge.answers.set(
    'series',
    (filter: SeriesFilter) => new Promise((resolve) => gives.push(() => resolve(answer(filter)))),
  );
  const store = createChartsStore(bridge);
  const close = store.open({ ...subject, range: '1h' });
  await vi.advanceTimersByTimeAsync(0);
  close();
  store.open({ ...subject, range: '5m' });
  await vi.advanceTimersByTimeAsync(0);
  gives[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState()).toMatchObject({ isLoading: true });
  expect(store.getState().pages.size).toBe(0);
  gives[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().span.toS - store.getState().span.fromS).toBe(300);
});

test('closing leaves no listener and no timer', async () => {
  const store = createChartsStore(bridge);
  const close = store.open(subject);
  await vi.advanceTimersByTimeAsync(0);
  // One question waits for its turn while others take its place.
  pass();
  store.zoom({ fromS: NOW_S - 100, toS: NOW_S - 50 });
  close();
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  store.unzoom();
  expect(vi.getTimerCount()).toBe(0);
});

test('what was out of the ordinary is asked for with the range, and looked for again each minute', async () => {
  const mark = {
    server: 'memory',
    metric: 'threads',
    from: iso(NOW_S - 600),
    to: iso(NOW_S - 300),
    score: 1.2,
    sentence: 'Threads went from 11 to 40',
  };
  bridge.answers.set('anomalies', () => ({ anomalies: [mark] }));
  const store = createChartsStore(bridge);
  const close = store.open(subject);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().anomalies).toEqual([mark]);
  await follow(130);
  const questions = bridge.calls.filter(({ name }) => name === 'anomalies');
  expect(questions[0]?.input).toEqual({ server: 'memory', from: iso(NOW_S - 900) });
  expect(questions).toHaveLength(3);
  close();
});
