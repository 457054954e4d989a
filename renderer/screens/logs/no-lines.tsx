import { useEngine, useLogs } from '../../store/stores.ts';
import css from './logs.module.css';

/** Why there are no lines, in words. */
export function NoLines() {
  const lines = useLogs((state) => state.lines.length);
  const loading = useLogs((state) => state.loading);
  const problem = useLogs((state) => state.problem);
  const choice = useLogs((state) => state.choice);
  const counts = useLogs((state) => state.counts);
  const servers = useEngine((state) => state.order.length);
  if (problem !== null) {
    return (
      <p className={css['nothing']} role="alert">
        <b>{choice.regex ? 'This search can’t be run.' : 'The log can’t be shown.'}</b>
        <br />
        {problem}
      </p>
    );
  }
  if (lines > 0 || loading || counts === null) return null;
  if (choice.text !== '' || choice.levels.length > 0 || choice.servers.length > 0) {
    return (
      <p className={css['nothing']}>
        <b>No line fits.</b>
        <br />
        {choice.text === ''
          ? 'No line has these levels and servers.'
          : `Nothing matches “${choice.text}” in these levels and servers.`}
      </p>
    );
  }
  return (
    <p className={css['nothing']}>
      <b>Nothing was written yet.</b>
      <br />
      {servers === 0 ? 'There are no servers.' : 'What servers write to stderr appears here as it comes.'}
    </p>
  );
}
