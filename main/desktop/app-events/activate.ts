import type { App } from 'electron';

/** A click on the dock icon of macOS brings the hidden window back. */
export function register(app: App, show: () => void): void {
  app.on('activate', show);
}
