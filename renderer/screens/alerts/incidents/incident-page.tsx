import { useMemo, useRef, useState } from 'react';
import type { IncidentEvent, IncidentReport } from '#contract/incident.ts';
import { ALERT_LAMPS, alertCount, fullSentence } from '../../../format/alert-words.ts';
import { fullDate } from '../../../format/moment.ts';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { createChartCursor } from '../../../parts/chart/chart-cursor.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { saveFile } from '../../../parts/save-file.ts';
import { TimeLine } from '../../../parts/time-line/time-line.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { alertsHash } from '../../../store/place.ts';
import { useIncidents } from '../../../store/stores.ts';
import { When } from '../../server/history/when.tsx';
import { ServerLink } from '../../server/server-link.tsx';
import { EVENT_WORDS, eventLamp, incidentMarks, incidentSpan, nearestEvent } from './incident-marks.ts';
import css from './incidents.module.css';
import { Lasted } from './lasted.tsx';

/** One trouble from its beginning: what happened, why, what was done, and how it ended. */
export function IncidentPage() {
  const report = useIncidents((state) => state.report);
  return (
    <>
      <nav aria-label="Way back" className={css['back']}>
        <a href={alertsHash('incidents')}>All incidents</a>
      </nav>
      {report !== null && <Report report={report} />}
    </>
  );
}

function Report({ report }: { readonly report: IncidentReport }) {
  const {
    id,
    title,
    severity,
    opened_at: opened,
    servers,
    summary,
    alerts,
    notifications,
    markdown,
  } = report;
  return (
    <>
      <section className={css['card']} aria-label="Summary">
        <header className={css['head']}>
          <Lamp lamp={ALERT_LAMPS[severity]} label={severity} />
          <h3>{title}</h3>
          <span className="grow" />
          <CopyButton text={markdown} what="the report" />
          <Button
            aria-label="Export as Markdown"
            onClick={() => saveFile(`incident-${id}.md`, markdown, 'text/markdown')}
          >
            Markdown
          </Button>
          <Button
            aria-label="Export as JSON"
            onClick={() => saveFile(`incident-${id}.json`, jsonOf(report), 'application/json')}
          >
            JSON
          </Button>
        </header>
        <p className={css['summary']}>{fullSentence(summary)}</p>
        <p className={css['facts']}>
          <time dateTime={opened}>{fullDate(opened)}</time> · <Lasted incident={report} /> ·{' '}
          {alertCount(alerts.length)} ·{' '}
          {notifications === 1 ? '1 notification' : `${notifications} notifications`}
        </p>
        <p className={css['links']}>
          {servers.map((name) => (
            <ServerLink key={name} name={name} />
          ))}
        </p>
      </section>
      <Story report={report} />
    </>
  );
}

function jsonOf({ markdown: _, ...report }: IncidentReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** What happened, as signs on a line of time and as sentences. */
function Story({ report }: { readonly report: IncidentReport }) {
  const { timeline } = report;
  const [cursor] = useState(createChartCursor);
  const list = useRef<HTMLOListElement>(null);
  const nowMs = useNow();
  const span = incidentSpan(report, nowMs);
  const marks = useMemo(() => incidentMarks(timeline), [timeline]);
  return (
    <>
      <TimeLine
        marks={marks}
        span={span}
        cursor={cursor}
        onChoose={(atS) =>
          list.current?.children[nearestEvent(timeline, atS)]?.scrollIntoView({ block: 'center' })
        }
      />
      <Box
        heading="Time line"
        aside={<span className="faint">oldest first</span>}
        className={css['story'] ?? ''}
      >
        <ol ref={list} className={css['events']}>
          {timeline.map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a time line only grows at its end
            <Entry key={index} event={event} />
          ))}
        </ol>
      </Box>
    </>
  );
}

function Entry({ event }: { readonly event: IncidentEvent }) {
  return (
    <li data-kind={event.kind}>
      <span className={css['moment']}>
        <When at={event.at} />
      </span>
      <Lamp lamp={eventLamp(event)} label={null} />
      <span className={css['kind']}>{EVENT_WORDS[event.kind]}</span>
      <span>{event.text}</span>
    </li>
  );
}
