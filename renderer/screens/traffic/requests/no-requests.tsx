import { useRequests } from '../../../store/stores.ts';
import { ALL_REQUESTS } from '../../../store/traffic/request-match.ts';
import css from './requests.module.css';

/** Why there are no requests, in words. */
export function NoRequests() {
  const none = useRequests((state) => state.requests.length === 0);
  const loading = useRequests((state) => state.loading);
  const problem = useRequests((state) => state.problem);
  const all = useRequests((state) => JSON.stringify(state.choice) === JSON.stringify(ALL_REQUESTS));
  if (problem !== null && none) {
    return (
      <p className={css['nothing']} role="alert">
        <b>The requests can’t be shown.</b>
        <br />
        {problem}
      </p>
    );
  }
  if (!none || loading) return null;
  return (
    <p className={css['nothing']}>
      <b>{all ? 'No request came yet.' : 'No request fits.'}</b>
      <br />
      {all ? 'What clients ask appears here as it comes.' : 'None of the last requests is what you chose.'}
    </p>
  );
}
