import { useEffect } from 'react';
import { useEngine } from '../store/stores.ts';

const NAME = 'Signalbox';

/** Tells in the window's title how many alerts fire: what a tab or a task bar shows of a window that lies behind. */
export function useTitle(): void {
  const firing = useEngine((state) => state.alerts.firing);
  useEffect(() => {
    document.title = firing === 0 ? NAME : `(${firing}) ${NAME}`;
  }, [firing]);
}
