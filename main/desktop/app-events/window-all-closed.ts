import type { App } from 'electron';

/** Signalbox lives in the tray. Without a listener Electron would quit when the last window is gone. */
export function register(app: App): void {
  app.on('window-all-closed', () => {});
}
