import { createStore, type StoreApi } from 'zustand/vanilla';

export const SCREENS = ['dashboard', 'logs'] as const;
export type Screen = (typeof SCREENS)[number];

export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

/** What the person at this window chose: where they look, and how it looks. */
export interface ViewState {
  readonly screen: Screen;
  readonly theme: Theme;
  /** The server whose facts are folded open on the dashboard. */
  readonly openServer: string | null;
  readonly onlyAttention: boolean;
  readonly wrapLogs: boolean;
}

export type ViewStore = StoreApi<ViewState>;

const KEY = 'signalbox.view';

const DEFAULTS: ViewState = {
  screen: 'dashboard',
  theme: 'system',
  openServer: null,
  onlyAttention: false,
  wrapLogs: false,
};

/** Kept in `storage` between visits; what can't be read there counts as not chosen. */
export function createViewStore(storage: Pick<Storage, 'getItem' | 'setItem'>): ViewStore {
  const store = createStore<ViewState>(() => read(storage.getItem(KEY)));
  store.subscribe((state) => storage.setItem(KEY, JSON.stringify(state)));
  return store;
}

function read(kept: string | null): ViewState {
  const value = parse(kept);
  return {
    screen: SCREENS.find((screen) => screen === value['screen']) ?? DEFAULTS.screen,
    theme: THEMES.find((theme) => theme === value['theme']) ?? DEFAULTS.theme,
    openServer: typeof value['openServer'] === 'string' ? value['openServer'] : DEFAULTS.openServer,
    onlyAttention: value['onlyAttention'] === true,
    wrapLogs: value['wrapLogs'] === true,
  };
}

function parse(kept: string | null): Record<string, unknown> {
  if (kept === null) return {};
  try {
    const value: unknown = JSON.parse(kept);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Written by something else or cut short: choices of a view are not worth a message.
    return {};
  }
}
