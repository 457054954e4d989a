import { useMemo } from 'react';
import type { Alert, AlertAction } from '#contract/alert.ts';
import { ALERT_LAMPS, causeWords, fullSentence, lastedWords } from '../../format/alert-words.ts';
import { asSentence } from '../../format/health-words.ts';
import { Lamp } from '../../parts/lamp.tsx';
import { useNow } from '../../parts/use-now.ts';
import { alertsHash } from '../../store/place.ts';
import { useEngine } from '../../store/stores.ts';
import { AlertButtons } from './now/alert-buttons.tsx';
import css from './server-alerts.module.css';

/** The rest is a click away: the page is about the server. */
const SHOWN = 2;

/** What changes the server; what only leads to a part of it has its own place on the page. */
function mainAction({ actions }: Alert): readonly AlertAction[] {
  return actions.filter((action) => action === 'restart' || action === 'start').slice(0, 1);
}

/** What fires of one server, on its page. */
export function ServerAlerts({ name }: { readonly name: string }) {
  const alerts = useEngine((state) => state.alerts.alerts);
  const nowMs = useNow();
  const firing = useMemo(
    () => alerts.filter(({ server, state }) => server === name && state === 'firing'),
    [alerts, name],
  );
  if (firing.length === 0) return null;
  return (
    <section className={css['alerts']} aria-label="Alerts">
      {firing.slice(0, SHOWN).map((alert) => (
        <div key={alert.id} className={css['alert']} data-lamp={ALERT_LAMPS[alert.severity]}>
          <Lamp lamp={ALERT_LAMPS[alert.severity]} label={alert.severity} />
          <div className={css['told']}>
            <p>
              <b>{fullSentence(alert.message)}</b> {alert.cause !== null && causeWords(alert.cause)}
            </p>
            <p className="dim">
              {alert.next_step !== null && `${fullSentence(asSentence(alert.next_step))} `}
              For {lastedWords(alert, nowMs)}. <a href={alertsHash()}>Open in Alerts</a>
            </p>
          </div>
          <div className={css['buttons']}>
            <AlertButtons alert={alert} actions={mainAction(alert)} />
          </div>
        </div>
      ))}
      {firing.length > SHOWN && (
        <p className={css['more']}>
          <a href={alertsHash()}>{firing.length - SHOWN} more fire</a>
        </p>
      )}
    </section>
  );
}
