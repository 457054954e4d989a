import { isChanged } from './editor-state.ts';
import type { EditorStore } from './editor-store.ts';

/** What of the page is listened to; a test passes its own. */
export interface LeavingPage {
  addEventListener(type: 'beforeunload', listener: (event: Pick<Event, 'preventDefault'>) => void): void;
}

/**
 * Has the browser ask before its tab is closed over changes that are not applied. A reload keeps them but for secrets that
 * were typed, and every other screen of the window keeps all. For the life of the page.
 */
export function guardLeaving(page: LeavingPage, editor: Pick<EditorStore, 'getState'>): void {
  page.addEventListener('beforeunload', (event) => {
    if (isChanged(editor.getState())) event.preventDefault();
  });
}
