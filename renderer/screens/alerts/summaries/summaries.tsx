import { useEffect } from 'react';
import type { DailySummary } from '#contract/incident.ts';
import { dayName } from '../../../format/moment.ts';
import { Box } from '../../../parts/box.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { useTodayMs } from '../../../parts/use-now.ts';
import { alertsHash } from '../../../store/place.ts';
import { useEngine, useStores, useSummaries } from '../../../store/stores.ts';
import { DayFigures } from './day-figures.tsx';
import css from './summaries.module.css';

/** Each day in a few sentences and figures, today first. */
export function Summaries() {
  const { summaries: store } = useStores();
  useEffect(() => store.open(), [store]);
  const summaries = useSummaries((state) => state.summaries);
  const problem = useSummaries((state) => state.problem);
  const live = useEngine((state) => state.connection === 'live');
  return (
    <>
      <p role="alert" className={css['problem']}>
        {problem !== null && live && `The days can’t be shown: ${problem}`}
      </p>
      {summaries?.length === 0 && <p className={css['nothing']}>No day is over yet.</p>}
      {summaries?.map((summary) => (
        <Day key={summary.day} summary={summary} />
      ))}
    </>
  );
}

function Day({ summary }: { readonly summary: DailySummary }) {
  const { day, text, incidents, servers } = summary;
  const todayMs = useTodayMs();
  // Noon, so that no time zone makes it the day before.
  const name = dayName(`${day}T12:00:00`, todayMs);
  return (
    <Box
      heading={name}
      className={css['day'] ?? ''}
      aside={
        <>
          <span className="faint">{day}</span>
          <span className="grow" />
          <CopyButton text={text} what={`the summary of ${day}`} />
        </>
      }
    >
      <div className={css['told']}>
        <p className={css['text']}>{text}</p>
        {incidents.length > 0 && (
          <p className={css['links']}>
            {incidents.map(({ id, title }) => (
              <a key={id} href={alertsHash('incidents', id)}>
                {title}
              </a>
            ))}
          </p>
        )}
        {servers.length > 0 && <DayFigures name={name} servers={servers} />}
      </div>
    </Box>
  );
}
