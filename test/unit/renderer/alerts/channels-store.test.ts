import { expect, test, vi } from 'vitest';
import type { QuietHours } from '#contract/channels.ts';
import { createChannelsStore, QUIET_HOURS } from '../../../../renderer/store/alerts/channels-store.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { alertsNow } from './made-up-alerts.ts';

const LIMIT = { timeout: 20_000 };

function open() {
  const bridge = new FakeBridge();
  let sent = 0;
  bridge.answers.set('alert-channels', () => ({
    channels: [{ name: 'ops', waiting: sent++ }],
    settings: { ops: { type: 'slack' } },
  }));
  bridge.answers.set('deliveries', () => ({ deliveries: [{ id: 'a' }] }));
  bridge.answers.set('alert-rules', () => ({ rules: [], quiet_hours: null }));
  const store = createChannelsStore(bridge);
  const end = store.open();
  return { bridge, store, end };
}

test('channels come with what the file says of them and what was sent, again with each alert, until nobody looks', async () => {
  const { bridge, store, end } = open();
  await vi.waitFor(
    () => expect(store.getState().channels).toMatchObject([{ name: 'ops', waiting: 0 }]),
    LIMIT,
  );
  expect(store.getState()).toMatchObject({ settings: { ops: { type: 'slack' } }, deliveries: [{ id: 'a' }] });
  bridge.tell('alerts', alertsNow([]));
  await vi.waitFor(() => expect(store.getState().channels?.[0]?.waiting).toBeGreaterThan(0), LIMIT);
  end();
  expect(bridge.listening).toBe(0);
});

test('a test tells how it went, and what is refused is kept with its channel', async () => {
  const { bridge, store, end } = open();
  bridge.answers.set('test-channel', () => ({ ok: true, message: 'answered 204 in 38 ms' }));
  const testing = store.test('ops');
  expect(store.getState().busy).toEqual(new Set(['ops']));
  // One thing at a time.
  expect(await store.save('ops', {})).toBe(false);
  await testing;
  expect(store.getState().tests.get('ops')).toEqual({ ok: true, message: 'answered 204 in 38 ms' });

  bridge.answers.set('set-alert-channel', () => {
    throw new Error('bad-input: alerts.channels.ops.url must be an address');
  });
  expect(await store.save('ops', { url: 'x' })).toBe(false);
  expect(store.getState().refused.get('ops')).toBe('alerts.channels.ops.url must be an address');
  expect(store.getState().tests.size).toBe(0);
  bridge.answers.set('set-alert-channel', () => ({ channels: [] }));
  expect(await store.save('ops', null)).toBe(true);
  expect(store.getState().refused.size).toBe(0);
  end();
});

test('quiet hours are saved, and a refusal of them is told', async () => {
  const { bridge, store, end } = open();
  const hours: QuietHours = { from: '22:00', to: '07:00', days: ['mon'], except: null };
  bridge.answers.set('set-quiet-hours', () => ({}));
  expect(await store.saveQuietHours(hours)).toBe(true);
  expect(bridge.calls.find(({ name }) => name === 'set-quiet-hours')?.input).toEqual({ quiet_hours: hours });
  bridge.answers.set('set-quiet-hours', () => {
    throw new Error('bad-input: the same');
  });
  expect(await store.saveQuietHours(null)).toBe(false);
  expect(store.getState().refused.get(QUIET_HOURS)).toBe('the same');
  end();
});
