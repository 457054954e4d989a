import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppPreferences, PreferencesBridge, PreferencesChange } from '#contract/preferences.ts';
import type { Theme } from '#contract/theme.ts';
import { problemOf } from './problem.ts';
import type { ViewStore } from './view-store.ts';

export interface PreferencesState {
  /** False in a browser: there is no app of which something could be set. */
  readonly isDesktop: boolean;
  /** Null in a browser, and before the first answer. */
  readonly preferences: AppPreferences | null;
  /** Which of them is being changed. */
  readonly busy: keyof PreferencesChange | null;
  /** What was refused, and why. */
  readonly refused: { readonly what: keyof PreferencesChange; readonly why: string } | null;
  readonly problem: string | null;
}

export interface PreferencesStore extends StoreApi<PreferencesState> {
  /** Reads them, and keeps the theme of the window and the app's the same, for the life of the page. */
  follow(): void;
  /** Never rejects. */
  set(what: 'notifications' | 'openAtLogin', on: boolean): Promise<void>;
}

/** The desktop app's own preferences, as its window holds them; in a browser (no bridge) it stays empty. */
export function createPreferencesStore(bridge: PreferencesBridge | null, view: ViewStore): PreferencesStore {
  const store = createStore<PreferencesState>(() => ({
    isDesktop: bridge !== null,
    preferences: null,
    busy: null,
    refused: null,
    problem: null,
  }));
  const { getState, setState } = store;

  /** How many themes were sent whose answers have not come: until then the window's own is the newest. */
  let themesSent = 0;

  const take = (preferences: AppPreferences): void => {
    setState({ preferences, problem: null });
    if (themesSent === 0) view.setState({ theme: preferences.theme });
  };

  const refuse = (what: keyof PreferencesChange, error: unknown): void =>
    setState({ refused: { what, why: problemOf(error).message } });

  const sendTheme = (app: PreferencesBridge, theme: Theme): void => {
    themesSent += 1;
    setState({ refused: null });
    app
      .set({ theme })
      .then((preferences) => setState({ preferences }))
      .catch((error: unknown) => refuse('theme', error))
      .finally(() => {
        themesSent -= 1;
      });
  };

  return {
    ...store,
    follow() {
      if (bridge === null) return;
      bridge.subscribe(take);
      bridge.get().then(take, (error: unknown) => setState({ problem: problemOf(error).message }));
      view.subscribe(({ theme }, { theme: before }) => {
        const { preferences } = getState();
        if (theme === before || preferences === null) return;
        if (themesSent > 0 || preferences.theme !== theme) sendTheme(bridge, theme);
      });
    },
    async set(what, on) {
      if (bridge === null || getState().busy !== null) return;
      setState({ busy: what, refused: null });
      try {
        take(await bridge.set({ [what]: on }));
      } catch (error) {
        refuse(what, error);
      } finally {
        setState({ busy: null });
      }
    },
  };
}
