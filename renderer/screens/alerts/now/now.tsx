import { useEffect, useMemo, useRef, useState } from 'react';
import { fullSentence, lastedWords, subjectWords } from '../../../format/alert-words.ts';
import { formatDuration } from '../../../format/duration.ts';
import { Button } from '../../../parts/button.tsx';
import { Question } from '../../../parts/question.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { alertsHash } from '../../../store/place.ts';
import { useEngine, usePastAlerts, useStores, useView } from '../../../store/stores.ts';
import { ServerLink } from '../../server/server-link.tsx';
import { AlertCard, AlertLines, comesWords } from '../alert/alert-card.tsx';
import { Fold } from '../alert/fold.tsx';
import { type Cause, groupAlerts, type Subject } from '../alert/group-alerts.ts';
import css from './now.module.css';
import { useKeepFocus } from './use-keep-focus.ts';

/** What is wrong now, the worst first, by server; below it what somebody has seen or silenced. */
export function Now() {
  const { alerts } = useEngine((state) => state.alerts);
  const { firing, good, acknowledged, silenced, unclaimed, pending } = useMemo(
    () => groupAlerts(alerts),
    [alerts],
  );
  const place = useRef<HTMLDivElement>(null);
  const keptFocus = useKeepFocus(place, alerts);
  useOpenWorst(firing[0]?.causes[0]?.alert.id ?? null);
  return (
    <div ref={place} className={css['now']} tabIndex={-1} {...keptFocus}>
      <Over />
      {firing.length === 0 && <Quiet others={good.length + acknowledged.length + silenced.length} />}
      {firing.map((subject) => (
        <SubjectSection key={subject.server ?? ''} subject={subject} />
      ))}
      {unclaimed.length > 0 && (
        <Fold words={comesWords(unclaimed.length, 'something that has no alert of its own')}>
          <AlertLines alerts={unclaimed} />
        </Fold>
      )}
      {pending.length > 0 && (
        <Fold words={`${pending.length} may fire soon`}>
          <AlertLines alerts={pending} />
        </Fold>
      )}
      <Seen heading="Good to know" causes={good} />
      <Seen heading="Acknowledged" causes={acknowledged} />
      <Seen heading="Silenced" causes={silenced} />
    </div>
  );
}

/** Who comes without having asked for one sees what the worst rests on. What comes later moves nothing. */
function useOpenWorst(worst: string | null): void {
  const { view } = useStores();
  // biome-ignore lint/correctness/useExhaustiveDependencies: as of the moment of coming
  useEffect(() => {
    if (view.getState().alert === null) view.setState({ alert: worst });
  }, [view]);
}

function SubjectSection({ subject: { server, causes } }: { readonly subject: Subject }) {
  return (
    <section className={css['subject']} aria-label={`Alerts of ${subjectWords(server)}`}>
      <header className={css['head']}>
        <h3>{server === null ? subjectWords(null) : <ServerLink name={server} />}</h3>
        <span className="grow" />
        {server !== null && <Clear server={server} />}
      </header>
      <ul className={css['cards']}>
        {causes.map((cause) => (
          <AlertCard key={cause.alert.id} cause={cause} />
        ))}
      </ul>
    </section>
  );
}

function Clear({ server }: { readonly server: string }) {
  const { alertCommands } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button
        look="quiet"
        aria-label={`Clear the alerts of ${server}…`}
        why={connected ? null : 'Not connected to Signalbox'}
        onClick={() => setAsks(true)}
      >
        Clear…
      </Button>
      <Question
        opened={asks}
        onClose={() => setAsks(false)}
        question={`Clear the alerts of ${server}?`}
        yes="Clear them"
        onYes={() => void alertCommands.clear(server)}
      >
        <p>
          Takes all its alerts off the list. What is still wrong fires again once it has ended, or when it
          gets worse.
        </p>
      </Question>
    </>
  );
}

function Seen({ heading, causes }: { readonly heading: string; readonly causes: readonly Cause[] }) {
  if (causes.length === 0) return null;
  return (
    <section className={css['subject']} aria-label={heading}>
      <header className={css['head']}>
        <h3>{heading}</h3>
        <span className="faint">{causes.length}</span>
      </header>
      <ul className={css['cards']}>
        {causes.map((cause) => (
          <AlertCard key={cause.alert.id} cause={cause} leadsToServer />
        ))}
      </ul>
    </section>
  );
}

/** Where an alert is that somebody came for or read, and that is over by now. */
function Over() {
  const { view } = useStores();
  const wanted = useView((state) => state.alert);
  const isOpen = useEngine((state) => state.alerts.alerts.some(({ id }) => id === wanted));
  const known = useEngine((state) => state.engine !== null);
  if (wanted === null || isOpen || !known) return null;
  return (
    <p className={css['over']} role="status">
      The alert that stood open here is over. <a href={alertsHash('history')}>History</a> has it.
      <Button look="quiet" onClick={() => view.setState({ alert: null })}>
        Put away
      </Button>
    </p>
  );
}

function Quiet({ others }: { readonly others: number }) {
  const { pastAlerts } = useStores();
  useEffect(() => pastAlerts.openLast(), [pastAlerts]);
  const last = usePastAlerts((state) => state.last);
  const nowMs = useNow();
  return (
    <div className={css['quiet']}>
      <h3>{others === 0 ? 'No alerts' : 'Nothing needs you now'}</h3>
      {last === null || last.resolved_at === null ? (
        <p>An alert shows here with its reason, what it rests on, and what to do.</p>
      ) : (
        <p>
          The last alert was {formatDuration((nowMs - Date.parse(last.resolved_at)) / 1000)} ago, for{' '}
          {lastedWords(last, nowMs)}: {fullSentence(last.message)}
        </p>
      )}
    </div>
  );
}
