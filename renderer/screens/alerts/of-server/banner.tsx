import { useMemo } from 'react';
import type { Alert } from '#contract/alert.ts';
import { ALERT_LAMPS, causeWords, fullSentence, lastedWords } from '../../../format/alert-words.ts';
import { asSentence } from '../../../format/health-words.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { needsSomebody } from '../../../store/alerts/needs-somebody.ts';
import { serverNamed } from '../../../store/engine-store.ts';
import { serverHash } from '../../../store/place.ts';
import { useEngine, useStores } from '../../../store/stores.ts';
import { AlertButtons } from '../alert/alert-buttons.tsx';
import { type RowAction, rowActions } from '../alert/alert-ways.ts';
import css from './banner.module.css';

/** The rest is a click away: the page is about the server. */
const SHOWN = 2;

/** What changes the server; what only leads to a part of it has its own place on the page. */
function mainAction(alert: Alert): readonly RowAction[] {
  return rowActions(alert)
    .filter((action) => action !== 'open-logs')
    .slice(0, 1);
}

interface Props {
  readonly name: string;
  /** The alert that stands in the card above already; null without one. */
  readonly told: string | null;
}

/** What fires of one server, on its page. */
export function AlertBanner({ name, told }: Props) {
  const alerts = useEngine((state) => state.alerts.alerts);
  const nowMs = useNow();
  const { view } = useStores();
  // While it is down the card that says why has the button that starts it.
  const isReady = useEngine((state) => serverNamed(state, name)?.state === 'ready');
  const firing = useMemo(
    () => alerts.filter((alert) => alert.server === name && alert.id !== told && needsSomebody(alert)),
    [alerts, name, told],
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
