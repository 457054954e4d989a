import type { Alert } from '#contract/alert.ts';
import { fullSentence, REMEDY_LAMPS } from '../../../format/alert-words.ts';
import { asSentence } from '../../../format/health-words.ts';
import { fullDate, momentWords } from '../../../format/moment.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { useTodayMs } from '../../../parts/use-now.ts';
import { alertsHash, serverHash } from '../../../store/place.ts';
import css from './alert.module.css';
import { Evidence } from './evidence.tsx';

/** All that an alert rests on: the figure or what happened, what else was odd, and what was done already. */
export function AlertFacts({ alert }: { readonly alert: Alert }) {
  const { server, related, remedies, incident, rule, fired_at: fired, notified_at: notified } = alert;
  return (
    <div className={css['facts']}>
      <Evidence alert={alert} />
      <div className={css['aside']}>
        {remedies.length > 0 && (
          <section aria-label="Done about it">
            <h4>Done about it</h4>
            <ul className={css['lines']}>
              {remedies.map(({ at, remedy, outcome, sentence }) => (
                <li key={`${at} ${remedy}`}>
                  <Lamp lamp={REMEDY_LAMPS[outcome]} label={outcome} />
                  <span>
                    {fullSentence(asSentence(sentence))}{' '}
                    <span className="faint">
                      <At at={at} />
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {related.length > 0 && (
          <section aria-label="Out of the ordinary when it fired">
            <h4>Out of the ordinary when it fired</h4>
            <ul className={css['lines']}>
              {related.map((one) => (
                <li key={`${one.server} ${one.metric} ${one.at}`}>
                  <Lamp lamp="info" label={null} />
                  <span>
                    {fullSentence(one.sentence)}{' '}
                    {one.server !== server && <a href={serverHash(one.server)}>Open {one.server}</a>}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <dl className={css['pairs']}>
          <Pair name="Rule">
            <a href={alertsHash('rules')}>
              <code>{rule}</code>
            </a>
          </Pair>
          <Pair name="Since">
            <At at={alert.since} />
          </Pair>
          {fired !== null && (
            <Pair name="Fired">
              <At at={fired} />
            </Pair>
          )}
          <Pair name="Notified">{notified === null ? 'nobody' : <At at={notified} />}</Pair>
          {alert.acknowledged_at !== null && (
            <Pair name="Acknowledged">
              <At at={alert.acknowledged_at} />
            </Pair>
          )}
          {incident !== null && (
            <Pair name="Incident">
              <a href={alertsHash('incidents', incident)}>Open incident {incident}</a>
            </Pair>
          )}
        </dl>
      </div>
    </div>
  );
}

function At({ at }: { readonly at: string }) {
  const todayMs = useTodayMs();
  return (
    <time dateTime={at} title={fullDate(at)}>
      {momentWords(at, todayMs)}
    </time>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
