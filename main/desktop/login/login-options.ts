import type { App } from 'electron';

/** The option with which the app starts in its tray, without its window. */
export const HIDDEN = '--hidden';

/** Whether the system starts this app when its owner logs in. */
export interface LoginItem {
  /** Why that can't be set here; null where it can. */
  readonly blocked: string | null;
  isOn(): boolean;
  set(on: boolean): void;
}

export interface LoginOptions {
  readonly app: Pick<App, 'isPackaged' | 'getAppPath' | 'getLoginItemSettings' | 'setLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
  readonly executable: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
