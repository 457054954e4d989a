import { Fragment, useEffect, useMemo } from 'react';
import type { Alert } from '#contract/alert.ts';
import { ALERT_LAMPS, endWords, fullSentence, lastedWords } from '../../../format/alert-words.ts';
import { asSentence } from '../../../format/health-words.ts';
import { UNKNOWN } from '../../../format/quantity.ts';
import { Icon } from '../../../parts/icon.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { PAST_SHOWN } from '../../../store/alerts/past-alerts-store.ts';
import { useEngine, usePastAlerts, useStores, useView } from '../../../store/stores.ts';
import { When } from '../../server/history/when.tsx';
import table from '../../server/table.module.css';
import { AlertWords } from '../alert/alert-card.tsx';
import { AlertFacts } from '../alert/alert-facts.tsx';
import css from './history.module.css';

const COLUMNS = 5;

interface Props {
  /** Leaves out what is open, where that is shown beside it. */
  readonly onlyOver?: boolean;
}

/** What fired, by the store's choice, newest first: how long it lasted, and how it ended. */
export function PastAlerts({ onlyOver = false }: Props) {
  const { pastAlerts } = useStores();
  useEffect(() => pastAlerts.open(), [pastAlerts]);
  const all = usePastAlerts((state) => state.alerts);
  const alerts = useMemo(
    () => (onlyOver ? (all?.filter(({ state }) => state === 'resolved') ?? null) : all),
    [all, onlyOver],
  );
  const problem = usePastAlerts((state) => state.problem);
  const live = useEngine((state) => state.connection === 'live');
  return (
    <>
      <p role="alert" className={css['problem']}>
        {problem !== null && live && `The alerts can’t be shown: ${problem}`}
      </p>
      <ScrollArea label="Alerts that there were">
        {alerts?.length === 0 && (
          <p className={table['nothing']}>
            {onlyOver ? 'No alert of this time is over.' : 'No alert fired in this time.'}
          </p>
        )}
        {alerts !== null && alerts.length > 0 && (
          <table className={`${table['table']} ${css['table']}`}>
            <thead>
              <tr>
                <th className={css['when']}>Fired</th>
                <th className={css['server']}>Server</th>
                <th>Alert</th>
                <th className={css['lasted']}>Lasted</th>
                <th className={css['end']}>Ended</th>
              </tr>
            </thead>
            <tbody>
              {alerts.map((alert) => (
                <Row key={alert.id} alert={alert} />
              ))}
            </tbody>
          </table>
        )}
        {all?.length === PAST_SHOWN && (
          <p className={css['more']}>
            Only the newest {PAST_SHOWN} are shown; the CSV file of the Alerts screen has up to 1000.
          </p>
        )}
      </ScrollArea>
    </>
  );
}

function Row({ alert }: { readonly alert: Alert }) {
  const { view } = useStores();
  const { id, server, severity, message, since, fired_at: fired } = alert;
  const open = useView((state) => state.alert === id);
  return (
    <Fragment>
      <tr data-alert={id} data-open={open}>
        <td className={css['when']}>
          <When at={fired ?? since} />
        </td>
        <td className={css['server']} title={server ?? undefined}>
          {server ?? UNKNOWN}
        </td>
        <td>
          <button
            type="button"
            className={css['fold']}
            aria-expanded={open}
            onClick={() => view.setState({ alert: open ? null : id })}
          >
            <Icon name="chevron" size={12} />
            <Lamp lamp={ALERT_LAMPS[severity]} label={severity} />
            <span>{fullSentence(message)}</span>
          </button>
        </td>
        <td className={css['lasted']}>
          {alert.resolved_at === null ? <Lasting alert={alert} /> : lastedWords(alert, 0)}
        </td>
        <td className={css['end']}>{asSentence(endWords(alert))}</td>
      </tr>
      {open && (
        <tr className={css['open']}>
          <td colSpan={COLUMNS}>
            <div className={css['words']}>
              <AlertWords alert={alert} />
            </div>
            <AlertFacts alert={alert} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Lasting({ alert }: { readonly alert: Alert }) {
  return lastedWords(alert, useNow());
}
