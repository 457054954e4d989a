import type { BrowserWindow, PowerMonitor } from 'electron';
import type { QuitSequence } from '../quit-sequence.ts';

/** Linux and macOS ask, and wait while the servers stop; Windows only tells the window that the session ends. */
export function register(powerMonitor: PowerMonitor, window: BrowserWindow, quit: QuitSequence): void {
  // Electron's types leave out that this event can be held back.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    quit.request();
  });
  window.on('session-end', () => quit.request());
}
