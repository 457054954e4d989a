import { useEffect } from 'react';
import { useStores } from '../../store/stores.ts';
import { goBack } from '../../store/visits.ts';

/** Esc goes back, unless it closes something or empties a field. */
export function useServerKeys(): void {
  const stores = useStores();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.matches('input, textarea, select')) target.blur();
      else goBack(window, stores);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [stores]);
}
