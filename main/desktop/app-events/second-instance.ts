import type { App } from 'electron';

/** A second start finds this one running, ends by itself, and wants to see the window. */
export function register(app: App, show: () => void): void {
  app.on('second-instance', show);
}
