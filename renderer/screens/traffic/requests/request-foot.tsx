import { count } from '../../../format/quantity.ts';
import { useRequests } from '../../../store/stores.ts';
import css from './requests.module.css';

/** How many are shown, and the keys. */
export function RequestFoot() {
  const shown = useRequests((state) => state.requests.length);
  const kept = useRequests((state) => state.kept);
  return (
    <footer className={css['foot']}>
      <span>{kept === null ? '' : `${count(shown)} ${shown === 1 ? 'request' : 'requests'}`}</span>
      <span className="grow" />
      <span className={css['hint']}>
        <kbd>↑ ↓</kbd> choose, <kbd>Enter</kbd> open
      </span>
    </footer>
  );
}
