import { useMemo } from 'react';
import type { Alert, AlertAction } from '#contract/alert.ts';
import { ALERT_LAMPS, causeWords, fullSentence, lastedWords } from '../../../format/alert-words.ts';
import { asSentence } from '../../../format/health-words.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { needsSomebody } from '../../../store/alerts/needs-somebody.ts';
import { serverNamed } from '../../../store/engine-store.ts';
import { serverHash } from '../../../store/place.ts';
import { useEngine, useStores } from '../../../store/stores.ts';
import { AlertButtons } from '../alert/alert-buttons.tsx';
import css from './banner.module.css';

/** The rest is a click away: the page is about the server. */
const SHOWN = 2;

/** What changes the server; what only leads to a part of it has its own place on the page. */
function mainAction({ actions }: Alert): readonly AlertAction[] {
  return actions.filter((action) => action === 'restart' || action === 'start').slice(0, 1);
}

/** What fires of one server, on its page. */
export function AlertBanner({ name }: { readonly name: string }) {
  const alerts = useEngine((state) => state.alerts.alerts);
  const nowMs = useNow();
  const { view } = useStores();
  // While it is down the card that says why has the button that starts it.
  const isReady = useEngine((state) => serverNamed(state, name)?.state === 'ready');
  const firing = useMemo(
    () => alerts.filter((alert) => alert.server === name && needsSomebody(alert)),
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
              For {lastedWords(alert, nowMs)}.{' '}
              <a href={serverHash(name, 'alerts')} onClick={() => view.setState({ alert: alert.id })}>
                What it rests on
              </a>
            </p>
          </div>
          <div className={css['buttons']}>
            <AlertButtons alert={alert} actions={isReady ? mainAction(alert) : []} />
          </div>
        </div>
      ))}
      {firing.length > SHOWN && (
        <p className={css['more']}>
          <a href={serverHash(name, 'alerts')}>{firing.length - SHOWN} more fire</a>
        </p>
      )}
    </section>
  );
}
