import { useEffect, useRef } from 'react';

/** Ctrl+K (or ⌘K) anywhere in the window; Alt+Left and Alt+Right go back and forward, as they do in a browser. */
export function useWindowKeys(onPalette: () => void): void {
  const latest = useRef(onPalette);
  latest.current = onPalette;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        latest.current();
        return;
      }
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      // In a field these keys go by words on some systems.
      if (event.target instanceof HTMLElement && event.target.matches('input, textarea')) return;
      event.preventDefault();
      window.history.go(step);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
