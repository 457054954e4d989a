import { useEffect, useMemo } from 'react';
import { Box } from '../../../parts/box.tsx';
import { ANY_ALERT } from '../../../store/alerts/past-alerts-store.ts';
import { useEngine, useStores } from '../../../store/stores.ts';
import { AlertCard, AlertLines, comesWords } from '../alert/alert-card.tsx';
import { Fold } from '../alert/fold.tsx';
import { groupAlerts } from '../alert/group-alerts.ts';
import { PastAlerts } from '../history/past-alerts.tsx';
import css from './alerts-of-server.module.css';

const DAYS = 30;

/** What is open of one server, with what it rests on, and what there was in the last month. */
export function AlertsOfServer({ name }: { readonly name: string }) {
  const { pastAlerts } = useStores();
  useEffect(() => {
    pastAlerts.choose({ ...ANY_ALERT, server: name, days: DAYS });
    // The history of all is not to open on one server that somebody only passed by.
    return () => pastAlerts.choose(ANY_ALERT);
  }, [pastAlerts, name]);
  const all = useEngine((state) => state.alerts.alerts);
  const { firing, good, acknowledged, silenced, unclaimed, pending } = useMemo(
    () => groupAlerts(all.filter(({ server }) => server === name)),
    [all, name],
  );
  const causes = [...firing.flatMap((subject) => subject.causes), ...good, ...acknowledged, ...silenced];
  return (
    <>
      <section className={css['open']} aria-label="Open alerts">
        {causes.length === 0 && <p className={css['nothing']}>No alert of it is open.</p>}
        <ul className={css['cards']}>
          {causes.map((cause) => (
            <AlertCard key={cause.alert.id} cause={cause} />
          ))}
        </ul>
      </section>
      {unclaimed.length > 0 && (
        <Fold words={comesWords(unclaimed.length, 'something else')}>
          <AlertLines alerts={unclaimed} />
        </Fold>
      )}
      {pending.length > 0 && (
        <Fold words={`${pending.length} may fire soon`}>
          <AlertLines alerts={pending} />
        </Fold>
      )}
      <Box heading="Last 30 days" className={css['past'] ?? ''}>
        <PastAlerts onlyOver />
      </Box>
    </>
  );
}
