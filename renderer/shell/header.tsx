import { untilWords } from '../format/moment.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Lamp } from '../parts/lamp.tsx';
import { useTodayMs } from '../parts/use-now.ts';
import { alertsHash } from '../store/place.ts';
import { useEngine, useStores } from '../store/stores.ts';
import css from './header.module.css';
import type { Overlay } from './overlay.ts';
import { ThemeToggle } from './theme-toggle.tsx';

/** One sentence on all servers, and what concerns the whole window. */
export function Header({ onOverlay }: { readonly onOverlay: (overlay: Overlay) => void }) {
  const { view } = useStores();
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
      <Hushed />
      <Button look="quiet" onClick={() => onOverlay('palette')} aria-keyshortcuts="Control+K">
        Find <kbd className={css['key']}>Ctrl K</kbd>
      </Button>
      <ThemeToggle />
      {total > 0 && (
        <Button why={live ? null : 'Not connected to Signalbox'} onClick={() => onOverlay('restart-all')}>
          Restart all…
        </Button>
      )}
      <Button
        look="primary"
        why={live ? null : 'Not connected to Signalbox'}
        onClick={() => view.setState({ isAdding: true, addingWay: 'paste' })}
      >
        Add server
      </Button>
    </header>
  );
}

/** Says that nobody is notified now, and until when; the Alerts screen has the button for it. */
function Hushed() {
  const paused = useEngine((state) => state.alerts.paused_until);
  const isQuiet = useEngine((state) => state.alerts.quiet_hours);
  const nowMs = useTodayMs();
  if (paused === null && !isQuiet) return null;
  return (
    <a className={css['hushed']} href={alertsHash()}>
      <Icon name="bell" size={14} />
      {paused === null ? 'Quiet hours' : `Paused until ${untilWords(paused, nowMs)}`}
    </a>
  );
}
