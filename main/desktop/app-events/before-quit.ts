import type { App } from 'electron';
import type { QuitSequence } from '../quit-sequence.ts';

/** Holds a quit back until all servers are stopped: the menu, the dock and `app.quit()` all come by here. */
export function register(app: App, quit: QuitSequence): void {
  app.on('before-quit', (event) => {
    if (quit.state.kind === 'done') return;
    event.preventDefault();
    quit.request();
  });
}
