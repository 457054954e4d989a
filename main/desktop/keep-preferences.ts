import type { AppPreferences, PreferencesChange } from '#contract/preferences.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Theme } from '#contract/theme.ts';
import type { LoginItem } from './login/login-options.ts';
import type { Preferences } from './preferences.ts';

type Kept = Pick<Preferences, 'theme' | 'notifications'>;

/** What is needed of electron-store. */
export interface PreferencesFile {
  get<Key extends keyof Kept>(key: Key): Kept[Key];
  set<Key extends keyof Kept>(key: Key, value: Kept[Key]): void;
}

export interface PreferencesKeeper {
  current(): AppPreferences;
  /** Throws a ProblemError when the system does not let the app start at login; what comes before it in the change is kept. */
  change(change: PreferencesChange): AppPreferences;
  subscribe(listener: (preferences: AppPreferences) => void): () => void;
}

export interface PreferencesOptions {
  readonly file: PreferencesFile;
  readonly loginItem: LoginItem;
  /** Gives menus and boxes of the system, and what is seen before the page, the same colours. */
  readonly showTheme: (theme: Theme) => void;
}

/**
 * The app's own preferences, in one place for the window, the tray and the start. Whether it starts at login is the
 * system's to know, for its owner may switch that off there too: it is asked each time.
 */
export function keepPreferences({ file, loginItem, showTheme }: PreferencesOptions): PreferencesKeeper {
  const listeners = new Set<(preferences: AppPreferences) => void>();
  showTheme(file.get('theme'));

  function current(): AppPreferences {
    return {
      theme: file.get('theme'),
      notifications: file.get('notifications'),
      openAtLogin: loginItem.blocked === null && loginItem.isOn(),
      openAtLoginBlocked: loginItem.blocked,
    };
  }

  function setOpenAtLogin(on: boolean): void {
    if (loginItem.blocked !== null) throw new ProblemError('forbidden', loginItem.blocked);
    loginItem.set(on);
    if (loginItem.isOn() !== on) {
      throw new ProblemError(
        'forbidden',
        'the system keeps this as it was; look for login items in its settings',
      );
    }
  }

  return {
    current,
    change({ theme, notifications, openAtLogin }) {
      try {
        if (theme !== undefined) {
          file.set('theme', theme);
          showTheme(theme);
        }
        if (notifications !== undefined) file.set('notifications', notifications);
        if (openAtLogin !== undefined) setOpenAtLogin(openAtLogin);
      } finally {
        const now = current();
        for (const listener of listeners) listener(now);
      }
      return current();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
