import { Button } from '../parts/button.tsx';
import { Lamp } from '../parts/lamp.tsx';
import { useEngine } from '../store/stores.ts';
import css from './header.module.css';
import type { Overlay } from './overlay.ts';
import { ThemeToggle } from './theme-toggle.tsx';

/** One sentence on all servers, and what concerns the whole window. */
export function Header({ onOverlay }: { readonly onOverlay: (overlay: Overlay) => void }) {
  const overview = useEngine((state) => state.overview);
  const live = useEngine((state) => state.connection === 'live');
  const total = overview?.total ?? 0;
  return (
    <header className={css['header']}>
      <h1 className={css['brand']}>
        <Lamp lamp={live && overview !== null ? overview.lamp : 'off'} label={null} />
        <span className={css['name']}>Signalbox</span>
      </h1>
      <p className={css['overview']} role="status" aria-label="Overview" data-stale={!live}>
        <span className={css['sentence']}>{overview?.sentence ?? ''}</span>
        <span className={css['detail']}>{overview?.detail ?? ''}</span>
      </p>
      <Button look="quiet" onClick={() => onOverlay('palette')} aria-keyshortcuts="Control+K">
        Find <kbd className={css['key']}>Ctrl K</kbd>
      </Button>
      <ThemeToggle />
      {total > 0 && (
        <Button why={live ? null : 'Not connected to Signalbox'} onClick={() => onOverlay('restart-all')}>
          Restart all…
        </Button>
      )}
    </header>
  );
}
