import { formatDuration } from '../format/duration.ts';
import { Lamp } from '../parts/lamp.tsx';
import { useNow } from '../parts/use-now.ts';
import { useEngine } from '../store/stores.ts';
import css from './connection-banner.module.css';

/** Says that what is shown is no longer current. */
export function ConnectionBanner() {
  const lost = useEngine((state) => state.connection === 'lost');
  return (
    <div role="alert" className={css['place']}>
      {lost && <Lost />}
    </div>
  );
}

function Lost() {
  const lostAtMs = useEngine((state) => state.lostAtMs);
  const nothingShown = useEngine((state) => state.engine === null);
  const nowMs = useNow();
  const seconds = lostAtMs === null ? 0 : (nowMs - lostAtMs) / 1000;
  return (
    <p className={css['banner']}>
      <Lamp lamp="bad" label={null} />
      <b>{nothingShown ? 'Signalbox does not answer.' : 'Connection to Signalbox lost.'}</b>
      <span className="dim">
        Trying again.
        {/* The clock is for the eye: a screen reader is told once. */}
        {!nothingShown && <span aria-hidden="true"> What you see is {formatDuration(seconds)} old.</span>}
      </span>
    </p>
  );
}
