import { count } from '../../format/quantity.ts';
import { useLogs } from '../../store/stores.ts';
import css from './logs.module.css';

/** How much of the log is shown, and the keys. */
export function LogFoot() {
  const shown = useLogs((state) => state.lines.length);
  const searched = useLogs((state) => state.searched);
  return (
    <footer className={css['foot']}>
      <span role="status" aria-live="off">
        {searched === null ? '' : `${count(shown)} of ${count(searched)} lines`}
      </span>
      <span className="grow" />
      <Key name="/" does="search" />
      <Key name="f" does="follow" />
      <Key name="g G" does="oldest, newest" />
      <Key name="↑ ↓" does="choose a line" />
      <Key name="c" does="copy it" />
    </footer>
  );
}

function Key({ name, does }: { readonly name: string; readonly does: string }) {
  return (
    <span className={css['hint']}>
      <kbd>{name}</kbd> {does}
    </span>
  );
}
