import type { BrowserWindow } from 'electron';
import type { NoticePlace } from '../../notices/notice-place.ts';
import { showWindow, WINDOW_URL } from './main-window.ts';

/** A place in the window that the tray or a notification leads to. */
export type Place =
  | NoticePlace
  | { readonly show: 'alert'; readonly alert: string }
  | { readonly show: 'settings' };

/**
 * Shows the window at a place. The place travels in the page's fragment, so that it also works while the page is
 * still loading; the page goes there and takes the fragment away again.
 */
export function visit(window: BrowserWindow, place: Place, report: (error: unknown) => void): void {
  if (window.isDestroyed()) return;
  showWindow(window);
  window.loadURL(`${WINDOW_URL}#${new URLSearchParams({ ...place })}`).catch(report);
}
