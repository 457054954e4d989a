import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { AppPreferences, PreferencesBridge, PreferencesChange } from '#contract/preferences.ts';
import { createPreferencesStore } from '../../../renderer/store/preferences-store.ts';
import { createViewStore, type ViewStore } from '../../../renderer/store/view-store.ts';

let now: AppPreferences;
let changes: PreferencesChange[];
let tell: (preferences: AppPreferences) => void;
let refuse: string | null;
let view: ViewStore;

const bridge: PreferencesBridge = {
  get: async () => now,
  async set(change) {
    changes.push(change);
    if (refuse !== null) throw new Error(refuse);
    now = { ...now, ...change };
    return now;
  },
  subscribe(listener) {
    tell = listener;
    return () => {};
  },
};

beforeEach(() => {
  now = { theme: 'light', notifications: true, openAtLogin: false, openAtLoginBlocked: null };
  changes = [];
  refuse = null;
  view = createViewStore({ getItem: () => null, setItem() {} });
});

test('the window has the theme that the app has kept, and the app that which is chosen in the window', async () => {
  createPreferencesStore(bridge, view).follow();
  await nextTurn();
  expect(view.getState().theme).toBe('light');
  expect(changes).toEqual([]);
  view.setState({ theme: 'dark' });
  view.setState({ wrapLogs: true });
  await nextTurn();
  expect(changes).toEqual([{ theme: 'dark' }]);
});

test('of two themes chosen in a hurry the last one stays', async () => {
  createPreferencesStore(bridge, view).follow();
  await nextTurn();
  view.setState({ theme: 'dark' });
  view.setState({ theme: 'system' });
  tell({ ...now, theme: 'dark' });
  await nextTurn();
  expect([now.theme, view.getState().theme]).toEqual(['system', 'system']);
  tell({ ...now, theme: 'light' });
  expect(view.getState().theme).toBe('light');
});

test('what the tray switches is shown in the window', async () => {
  const store = createPreferencesStore(bridge, view);
  store.follow();
  await nextTurn();
  tell({ ...now, notifications: false });
  expect(store.getState().preferences?.notifications).toBe(false);
});

test('a refusal is told at what was refused, and nothing counts as changed', async () => {
  const store = createPreferencesStore(bridge, view);
  store.follow();
  await nextTurn();
  refuse = 'forbidden: the folder is read-only';
  await store.set('openAtLogin', true);
  expect(store.getState()).toMatchObject({
    busy: null,
    refused: { what: 'openAtLogin', why: 'the folder is read-only' },
    preferences: { openAtLogin: false },
  });
  refuse = null;
  await store.set('openAtLogin', true);
  expect(store.getState()).toMatchObject({ refused: null, preferences: { openAtLogin: true } });
});

test('a browser has no such preferences', () => {
  const store = createPreferencesStore(null, view);
  store.follow();
  view.setState({ theme: 'dark' });
  expect(store.getState()).toMatchObject({ isDesktop: false, preferences: null });
});
