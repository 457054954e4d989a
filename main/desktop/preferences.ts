import Store from 'electron-store';
import { THEMES, type Theme } from '#contract/theme.ts';

export interface WindowPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly maximised: boolean;
}

export interface Preferences {
  /** Null until the window was moved or resized for the first time. */
  windowPlace: WindowPlace | null;
  /** Whether native notifications are shown. */
  notifications: boolean;
  theme: Theme;
}

const number = { type: 'number' } as const;

/**
 * What the desktop shell keeps for the person at this machine, in `preferences.json` of the user data folder. A file
 * that does not fit the schema any more is replaced by the defaults: nothing in it is worth a refusal to start.
 */
export function openPreferences(): Store<Preferences> {
  return new Store<Preferences>({
    name: 'preferences',
    clearInvalidConfig: true,
    configFileMode: 0o600,
    defaults: { windowPlace: null, notifications: true, theme: 'system' },
    schema: {
      windowPlace: {
        type: ['object', 'null'],
        properties: { x: number, y: number, width: number, height: number, maximised: { type: 'boolean' } },
        required: ['x', 'y', 'width', 'height', 'maximised'],
      },
      notifications: { type: 'boolean' },
      theme: { type: 'string', enum: [...THEMES] },
    },
  });
}
