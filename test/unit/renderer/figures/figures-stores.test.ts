import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HealthOverview } from '#contract/health.ts';
import { createHealthStore, healthOf } from '../../../../renderer/store/figures/health-store.ts';
import { createServerMetricsStore } from '../../../../renderer/store/figures/server-metrics-store.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { FakePage } from './fake-page.ts';
import { healthOverview, serverHealth, serverMetrics } from './made-up-health.ts';

let bridge: FakeBridge;
let page: FakePage;
beforeEach(() => {
  vi.useFakeTimers();
  bridge = new FakeBridge();
  page = new FakePage();
  bridge.answers.set('health', () => healthOverview({ servers: [serverHealth('memory', { score: 92 })] }));
  bridge.answers.set('metrics', ({ server }: { server: string }) => ({ servers: [serverMetrics(server)] }));
});
afterEach(() => {
  vi.useRealTimers();
});

const asked = (): number => bridge.calls.length;

test('the verdicts are asked for at once and then at the pace that is wanted', async () => {
  const store = createHealthStore(bridge, page.asPage);
  const end = store.open(5000);
  await vi.advanceTimersByTimeAsync(0);
  expect(healthOf(store.getState(), 'memory')?.score).toBe(92);
  expect(healthOf(store.getState(), 'nobody')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(4999);
  expect(asked()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked()).toBe(2);
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked()).toBe(2);
});

test('nothing is asked while nobody sees the page, and at once when it is seen again', async () => {
  const end = createHealthStore(bridge, page.asPage).open(2000);
  await vi.advanceTimersByTimeAsync(0);
  page.show(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked()).toBe(1);
  page.show(true);
  expect(asked()).toBe(2);
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked()).toBe(3);
  end();
});

test('no second question goes out while the first is not answered', async () => {
  let give: (overview: HealthOverview) => void = () => {};
  bridge.answers.set('health', () => new Promise<HealthOverview>((resolve) => (give = resolve)));
  const end = createHealthStore(bridge, page.asPage).open(2000);
  await vi.advanceTimersByTimeAsync(30_000);
  bridge.connection(true);
  page.show(true);
  expect(asked()).toBe(1);
  give(healthOverview());
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked()).toBe(2);
  end();
});

test('a question that failed is told, what was shown stays, and it is asked again', async () => {
  const store = createHealthStore(bridge, page.asPage);
  const end = store.open(2000);
  await vi.advanceTimersByTimeAsync(0);
  bridge.answers.set('health', () => {
    throw new Error('unreachable: nobody answers');
  });
  await vi.advanceTimersByTimeAsync(2000);
  expect(store.getState().problem).toBe('nobody answers');
  expect(store.getState().overview).not.toBeNull();
  bridge.answers.set('health', () => healthOverview());
  bridge.connection(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().problem).toBeNull();
  end();
});

test('an answer for the server whose page was left is not shown on the next one', async () => {
  const answers = new Map<string, () => void>();
  bridge.answers.set(
    'metrics',
    ({ server }: { server: string }) =>
      new Promise((resolve) => answers.set(server, () => resolve({ servers: [serverMetrics(server)] }))),
  );
  const store = createServerMetricsStore(bridge, page.asPage);
  store.open('first')();
  const end = store.open('second');
  answers.get('first')?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().metrics).toBeNull();
  answers.get('second')?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().metrics?.server).toBe('second');
  end();
  expect(store.getState().metrics).toBeNull();
});

test('a screen that is left leaves no listener and no timer', async () => {
  const ends = [
    createHealthStore(bridge, page.asPage).open(2000),
    createServerMetricsStore(bridge, page.asPage).open('memory'),
  ];
  await vi.advanceTimersByTimeAsync(0);
  for (const end of ends) end();
  expect(vi.getTimerCount()).toBe(0);
  expect(bridge.listening).toBe(0);
  expect(page.listening).toBe(0);
});
