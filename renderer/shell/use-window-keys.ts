import { useEffect, useRef } from 'react';

/** Ctrl+K (or ⌘K) anywhere in the window. */
export function useWindowKeys(onPalette: () => void): void {
  const latest = useRef(onPalette);
  latest.current = onPalette;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
