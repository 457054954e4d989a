import { useEffect } from 'react';
import { countNeeds } from '../store/alerts/needs-somebody.ts';
import { useEngine } from '../store/stores.ts';

const NAME = 'Signalbox';

/** Tells in the window's title how many alerts fire: what a tab or a task bar shows of a window that lies behind. */
export function useTitle(): void {
  const firing = useEngine((state) => countNeeds(state.alerts.alerts));
  useEffect(() => {
    document.title = firing === 0 ? NAME : `(${firing}) ${NAME}`;
  }, [firing]);
}
