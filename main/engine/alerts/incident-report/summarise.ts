import { count, sayDuration } from '../../health/health.ts';
import type { IncidentRecord } from '../incidents/incident-record.ts';
import { sayNames } from '../notify/wording.ts';
import { sayOften } from '../words/say-figure.ts';
import type { IncidentFacts } from './gather-facts.ts';
import { sayClock, sayDay } from './say-time.ts';

/** Longer reasons are in the time line. */
const REASON_MAX = 160;

/** What happened, how long, why, what was done and how it ended, in a few sentences. */
export function summarise(record: IncidentRecord, facts: IncidentFacts): string {
  return [
    ...course(record, facts),
    ...reasons(record, facts),
    ...damage(facts),
    ...deeds(record),
    ...outcome(record),
  ].join(' ');
}

function course(
  { title, opened_at: openedAt, closed_at: closedAt, servers, lines }: IncidentRecord,
  { toMs }: IncidentFacts,
): string[] {
  const openedMs = Date.parse(openedAt);
  const length = sayDuration(Math.max(0, toMs - openedMs));
  const when = `${sayDay(openedMs)} ${sayClock(openedMs)}`;
  const course = closedAt === null ? `since ${when}, for ${length} so far` : `from ${when} on, for ${length}`;
  const first = lines.find(({ kind }) => kind === 'alert');
  return [
    `${title}: ${course}.`,
    ...(servers.length > 1 ? [`It befell ${count(servers.length, 'server')}: ${sayNames(servers)}.`] : []),
    ...(first === undefined ? [] : [`It began with: ${sentence(first.text)}`]),
  ];
}

function reasons({ cause, opened_at: openedAt }: IncidentRecord, facts: IncidentFacts): string[] {
  const edit = facts.register.findLast(
    ({ kind, at }) => kind === 'configuration-applied' && Date.parse(at) <= Date.parse(openedAt),
  );
  const [anomaly] = facts.anomalies;
  return [
    ...(cause === null ? [] : [`It comes from this: ${sentence(cause)}`]),
    ...(edit === undefined
      ? []
      : [
          `${sayDuration(Date.parse(openedAt) - Date.parse(edit.at))} before, the configuration was changed: ${sentence(edit.text)}`,
        ]),
    ...(anomaly === undefined ? [] : [`Out of the ordinary around it: ${sentence(anomaly.sentence)}`]),
  ];
}

function damage({ downs, failedRequests, commonError, errorLines }: IncidentFacts): string[] {
  const names = [...new Set(downs.map(({ server }) => server))];
  const last = downs.at(-1);
  return [
    ...(last === undefined
      ? []
      : [
          `${sayNames(names)} went down ${sayOften(downs.length)}${names.length > 1 ? ' in all' : ''}${downs.length > 1 ? ', last' : ''}: ${sentence(last.reason)}`,
        ]),
    ...(failedRequests === 0
      ? []
      : [
          `${count(failedRequests, 'request')} failed${commonError === null ? '' : `, most with: ${sentence(commonError)}`}`,
        ]),
    ...(errorLines === 0
      ? []
      : [`There ${errorLines === 1 ? 'is' : 'are'} ${count(errorLines, 'error line')} in the log.`]),
  ].map(sentence);
}

function deeds({ lines, notifications }: IncidentRecord): string[] {
  const remedies = lines.filter(({ kind }) => kind === 'remedy').map(({ text }) => sentence(text));
  const seen = lines.find(({ kind }) => kind === 'acknowledged');
  return [
    ...new Set(remedies),
    ...(notifications === 0
      ? ['Nobody was told of it.']
      : [`Its owner was told ${sayOften(notifications)}.`]),
    ...(seen === undefined ? [] : [`It was acknowledged at ${sayClock(Date.parse(seen.at))}.`]),
  ];
}

function outcome({ closed_at: closedAt, lines }: IncidentRecord): string[] {
  if (closedAt === null) return ['It is not over yet.'];
  const last = lines.findLast(({ kind }) => kind === 'resolved');
  return [
    last === undefined
      ? `It ended at ${sayClock(Date.parse(closedAt))}.`
      : `It ended with: ${sentence(last.text)}`,
  ];
}

function sentence(text: string): string {
  const short = text.length > REASON_MAX ? `${text.slice(0, REASON_MAX)}…` : text;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
