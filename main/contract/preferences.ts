import { z } from 'zod';
import { THEMES } from './theme.ts';

/** What the person at this machine wants of the desktop app itself; how servers run is the configuration's. */
export const PreferencesChange = z.strictObject({
  theme: z.enum(THEMES).exactOptional(),
  notifications: z.boolean().exactOptional(),
  openAtLogin: z.boolean().exactOptional(),
});
export type PreferencesChange = z.infer<typeof PreferencesChange>;

export interface AppPreferences extends Required<PreferencesChange> {
  /** Why this app can't be started at login from here; null where it can. */
  readonly openAtLoginBlocked: string | null;
}

/** How the desktop's window reads and sets them; a browser has none of this. */
export interface PreferencesBridge {
  get(): Promise<AppPreferences>;
  /** Resolves with all of them as they are then. Rejects with `code: message`. */
  set(change: PreferencesChange): Promise<AppPreferences>;
  /** Told of every change, also by the tray. Ends when the returned function is called. */
  subscribe(listener: (preferences: AppPreferences) => void): () => void;
}
