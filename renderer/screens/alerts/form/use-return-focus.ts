import { useEffect, useRef } from 'react';

/**
 * Gives the keyboard back to the button that a form was opened with, when the form goes away with what had the focus.
 * @param chosen whose form is open; null for none
 * @param idOf the id of the button that opens one's form
 */
export function useReturnFocus(chosen: string | null, idOf: (name: string) => string): void {
  const last = useRef(chosen);
  useEffect(() => {
    const before = last.current;
    last.current = chosen;
    const name = chosen ?? before;
    if (before === null || before === chosen || name === null) return;
    if (document.activeElement === document.body) document.getElementById(idOf(name))?.focus();
  }, [chosen, idOf]);
}
