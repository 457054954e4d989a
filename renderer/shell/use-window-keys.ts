import { useEffect, useRef } from 'react';
import type { Screen } from '../store/view-store.ts';
import { NAVIGATION } from './navigation-entries.ts';

/**
 * Ctrl+K (or ⌘K) anywhere in the window opens the palette, Ctrl+comma the settings; Alt+1, Alt+2 and so on open the screens; Alt+Left and Alt+Right go back and
 * forward, as they do in a browser.
 */
export function useWindowKeys(onPalette: () => void, onScreen: (screen: Screen) => void): void {
  const latest = useRef({ onPalette, onScreen });
  latest.current = { onPalette, onScreen };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        latest.current.onPalette();
        return;
      }
      if (event.key === ',' && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        if (document.querySelector('[role="dialog"]') === null) latest.current.onScreen('settings');
        return;
      }
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      // By the place of the key: with Alt the digits write something else on some systems.
      const screen = NAVIGATION[Number(/^Digit([1-9])$/.exec(event.code)?.[1] ?? 0) - 1]?.screen;
      if (screen !== undefined) {
        if (document.querySelector('[role="dialog"]') !== null) return;
        event.preventDefault();
        latest.current.onScreen(screen);
        return;
      }
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined) return;
      // In a field these keys go by words on some systems.
      const { target } = event;
      if (target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea')))
        return;
      event.preventDefault();
      window.history.go(step);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
