import { useId } from 'react';
import type { Alert } from '#contract/alert.ts';
import { ALERT_LAMPS, causeWords, fullSentence, lastedWords } from '../../../format/alert-words.ts';
import { asSentence } from '../../../format/health-words.ts';
import { untilWords } from '../../../format/moment.ts';
import { Icon } from '../../../parts/icon.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { useNow, useTodayMs } from '../../../parts/use-now.ts';
import { serverHash } from '../../../store/place.ts';
import { useStores, useView } from '../../../store/stores.ts';
import css from './alert.module.css';
import { AlertButtons } from './alert-buttons.tsx';
import { AlertFacts } from './alert-facts.tsx';
import { configurationHash } from './alert-ways.ts';
import { Fold } from './fold.tsx';
import type { Cause } from './group-alerts.ts';

interface Props {
  readonly cause: Cause;
  /** Whether a way to its server belongs to it: where no heading above it is one. */
  readonly leadsToServer?: boolean;
}

/** One alert: what is wrong, why, what helps; its facts fold open, and what it explains stands folded under it. */
export function AlertCard({ cause: { alert, explains }, leadsToServer = false }: Props) {
  const { view } = useStores();
  const open = useView((state) => state.alert === alert.id);
  const id = useId();
  return (
    <li className={css['card']} data-alert={alert.id} data-state={alert.state}>
      <article aria-labelledby={`${id}-message`}>
        <div className={css['row']}>
          <Lamp lamp={ALERT_LAMPS[alert.severity]} label={alert.severity} />
          <div className={css['told']}>
            <AlertWords alert={alert} messageId={`${id}-message`} leadsToServer={leadsToServer} />
          </div>
          <div className={css['buttons']}>
            <AlertButtons alert={alert} />
          </div>
        </div>
        <button
          type="button"
          className={css['fold']}
          aria-expanded={open}
          aria-controls={open ? `${id}-facts` : undefined}
          aria-describedby={`${id}-message`}
          onClick={() => view.setState({ alert: open ? null : alert.id })}
        >
          <Icon name="chevron" size={12} />
          What it rests on
        </button>
        {open && (
          <div id={`${id}-facts`}>
            <AlertFacts alert={alert} />
          </div>
        )}
      </article>
      {explains.length > 0 && (
        <Fold words={comesWords(explains.length, 'this')}>
          <AlertLines alerts={explains} />
        </Fold>
      )}
    </li>
  );
}

/** "3 more come from this". */
export function comesWords(count: number, from: string): string {
  return `${count} more ${count === 1 ? 'comes' : 'come'} from ${from}`;
}

interface WordsProps {
  readonly alert: Alert;
  readonly messageId?: string;
  readonly leadsToServer?: boolean;
}

/** What is wrong with the figures, why, since when, and what its owner can do. */
export function AlertWords({ alert, messageId, leadsToServer = false }: WordsProps) {
  const { server, severity, message, cause, next_step: nextStep, flapping, times } = alert;
  const configuration = configurationHash(alert);
  return (
    <>
      <p>
        <b id={messageId}>{fullSentence(message)}</b>
      </p>
      {cause !== null && <p>{causeWords(cause)}</p>}
      {nextStep !== null && alert.state !== 'resolved' && (
        <p className={css['next']}>
          {fullSentence(asSentence(nextStep))}{' '}
          {configuration !== null && <a href={configuration}>Open configuration</a>}
        </p>
      )}
      <p className={css['small']}>
        <span className={css['severity']} data-severity={severity}>
          {severity}
        </span>
        {' · '}
        <Since alert={alert} />
        {flapping && ` · comes and goes, ${times} times so far`}
        {alert.state === 'silenced' && <SilencedUntil alert={alert} />}
        {leadsToServer && server !== null && (
          <>
            {' · '}
            <a href={serverHash(server)}>Open {server}</a>
          </>
        )}
      </p>
    </>
  );
}

function SilencedUntil({ alert: { silenced_until: until } }: { readonly alert: Alert }) {
  const nowMs = useTodayMs();
  if (until === null) return ' · silenced';
  return ` · silenced until ${untilWords(until, nowMs)}`;
}

function Since({ alert }: { readonly alert: Alert }) {
  const nowMs = useNow();
  return <>for {lastedWords(alert, nowMs)}</>;
}

/** Alerts of which nothing has to be done by themselves, a line each. */
export function AlertLines({ alerts }: { readonly alerts: readonly Alert[] }) {
  return (
    <ul className={css['lines']}>
      {alerts.map((alert) => (
        <li key={alert.id} data-alert={alert.id}>
          <Lamp lamp={ALERT_LAMPS[alert.severity]} label={alert.severity} />
          <span>
            {fullSentence(alert.message)} {alert.cause !== null && `${causeWords(alert.cause)} `}
            <span className="faint">
              <Since alert={alert} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
