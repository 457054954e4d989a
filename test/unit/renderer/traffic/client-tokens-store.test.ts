import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClientTokensStore } from '../../../../renderer/store/traffic/client-tokens-store.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { AT } from '../made-up.ts';

let bridge: FakeBridge;
let names: string[];
beforeEach(() => {
  bridge = new FakeBridge();
  names = ['old'];
  bridge.answers.set('client-tokens', () => ({
    tokens: names.map((name) => ({ name, created_at: AT, last_used_at: null })),
  }));
  bridge.answers.set('add-client-token', ({ name }: { name: string }) => {
    if (names.includes(name)) throw new Error('bad-input: there is one of that name');
    names.push(name);
    return { token: `sbc_${name}` };
  });
  bridge.answers.set('remove-client-token', ({ name }: { name: string }) => {
    names = names.filter((one) => one !== name);
    return {};
  });
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function opened() {
  const store = createClientTokensStore(bridge);
  const close = store.open();
  await vi.advanceTimersByTimeAsync(0);
  return { store, close };
}

test('a token that was made is shown once and listed; it is forgotten with the page', async () => {
  const { store, close } = await opened();
  expect(await store.add('laptop')).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState()).toMatchObject({
    made: { name: 'laptop', token: 'sbc_laptop' },
    tokens: [{ name: 'old' }, { name: 'laptop' }],
  });
  close();
  expect(store.getState().made).toBeNull();
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a name that is taken is told, and nothing is shown', async () => {
  const { store } = await opened();
  expect(await store.add('old')).toBe(false);
  expect(store.getState()).toMatchObject({ made: null, adding: false, problem: 'there is one of that name' });
});

test('a token that is removed is not shown any longer', async () => {
  const { store } = await opened();
  await store.add('laptop');
  await store.remove('laptop');
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState()).toMatchObject({ made: null, tokens: [{ name: 'old' }] });
});
