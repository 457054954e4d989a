import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Traffic } from '#contract/traffic.ts';
import { createTrafficStore } from '../../../../renderer/store/traffic/traffic-store.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { client, inFlight, traffic } from '../made-up-traffic.ts';

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  bridge.answers.set('traffic', () => traffic());
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function followed() {
  const store = createTrafficStore(bridge);
  const end = store.follow();
  await vi.advanceTimersByTimeAsync(0);
  return { store, end };
}

test('what the topic tells while the first answer is on its way is not overwritten by it', async () => {
  let give: (traffic: Traffic) => void = () => {};
  bridge.answers.set('traffic', () => new Promise<Traffic>((resolve) => (give = resolve)));
  const { store } = await followed();
  bridge.tell('traffic', traffic({ clients: [client('newer')] }));
  give(traffic({ clients: [client('older')] }));
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().traffic?.clients[0]?.name).toBe('newer');
});

test('it is asked for anew after a connection, and again when nobody answered', async () => {
  bridge.answers.set('traffic', () => {
    throw new Error('unreachable: nobody');
  });
  const { store } = await followed();
  expect(store.getState().traffic).toBeNull();
  bridge.answers.set('traffic', () => traffic({ clients: [client('Cursor')] }));
  await vi.advanceTimersByTimeAsync(3000);
  expect(store.getState().traffic?.clients).toHaveLength(1);
  bridge.answers.set('traffic', () => traffic());
  bridge.connection(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState().traffic?.clients).toHaveLength(0);
});

test('a cancelled request stays marked until it is gone from what is in flight', async () => {
  bridge.answers.set('traffic', () => traffic({ in_flight: [inFlight(1), inFlight(2)] }));
  bridge.answers.set('cancel-request', () => ({ cancelled: true }));
  const { store } = await followed();
  await store.cancel(1);
  await store.cancel(1);
  expect(bridge.calls.filter(({ name }) => name === 'cancel-request')).toHaveLength(1);
  expect(store.getState()).toMatchObject({
    cancelling: new Set([1]),
    told: expect.stringMatching(/^Cancelled/),
  });
  bridge.tell('traffic', traffic({ in_flight: [inFlight(2)] }));
  expect(store.getState().cancelling.size).toBe(0);
});

test('one that was over already, and a refusal, are told', async () => {
  bridge.answers.set('cancel-request', () => ({ cancelled: false }));
  const { store } = await followed();
  await store.cancel(1);
  expect(store.getState()).toMatchObject({ cancelling: new Set(), told: 'It was over already.' });
  bridge.answers.set('cancel-request', () => {
    throw new Error('closing: Signalbox is closing');
  });
  await store.cancel(1);
  expect(store.getState()).toMatchObject({
    cancelling: new Set(),
    told: 'It could not be cancelled: Signalbox is closing',
  });
});

test('its end leaves no listener and no timer', async () => {
  const { end } = await followed();
  end();
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
