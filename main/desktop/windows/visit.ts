import type { BrowserWindow } from 'electron';
import { showWindow, WINDOW_URL } from './main-window.ts';

/** A place in the window that the tray or a notification leads to. */
export interface Place {
  readonly show: 'server' | 'logs';
  readonly server: string;
}

/**
 * Shows the window at a place. The place travels in the page's fragment, so that it also works while the page is
 * still loading; the page goes there and takes the fragment away again.
 */
export function visit(
  window: BrowserWindow,
  { show, server }: Place,
  report: (error: unknown) => void,
): void {
  if (window.isDestroyed()) return;
  showWindow(window);
  window.loadURL(`${WINDOW_URL}#${new URLSearchParams({ show, server })}`).catch(report);
}
