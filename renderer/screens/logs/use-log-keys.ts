import { type RefObject, useEffect } from 'react';
import { useStores } from '../../store/stores.ts';

interface Places {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly list: RefObject<HTMLDivElement | null>;
}

/** `/` to the search, `f` follow or not, `g` to the oldest line, `G` to the newest: unless one is typing or answers a dialog. */
export function useLogKeys({ search, list }: Places): void {
  const { logs } = useStores();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      switch (event.key) {
        case '/':
          search.current?.focus();
          search.current?.select();
          break;
        case 'f':
          logs.setFollowing(!logs.getState().following);
          break;
        case 'g':
          logs.setFollowing(false);
          list.current?.scrollTo({ top: 0 });
          list.current?.focus();
          break;
        case 'G':
          logs.setFollowing(true);
          list.current?.focus();
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [logs, search, list]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role="menu"] *'))
  );
}
