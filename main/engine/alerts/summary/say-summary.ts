import type { DailySummary, Incident } from '#contract/incident.ts';
import { count, sayDuration, sayShare } from '../../health/health.ts';
import { sayDay } from './day.ts';

type Facts = Omit<DailySummary, 'text'>;

/** So many of each kind are named; the window has all. */
const NAMED = 10;
/** What rounds to 100 % is not told of. */
const WHOLE = 0.9995;

/** The day for a person, in plain text. */
export function sayDailySummary(facts: Facts): string {
  return [
    `${sayDay(facts.day)}: ${sayScore(facts)}.`,
    sayRequests(facts),
    ...list(
      'Incidents',
      facts.incidents.map((incident) => sayIncident(incident)),
    ),
    ...list('Restarts', restarted(facts)),
    ...list('Not always there', absent(facts)),
    ...list('Where figures lead', facts.trends),
    facts.notifications === 0
      ? 'Nobody was told of anything.'
      : `Told: ${count(facts.notifications, 'notification')}.`,
  ].join('\n');
}

/** "2026-01-07: score 94, 2 incidents". */
export function saySummaryTitle({ day, score, incidents }: Facts): string {
  const points = score === null ? '' : ` score ${Math.round(score)},`;
  return `${day}:${points} ${incidents.length === 0 ? 'no incidents' : count(incidents.length, 'incident')}`;
}

function sayScore({ score, lowest_score: lowest }: Facts): string {
  if (score === null) return 'no score is known';
  const least =
    lowest === null || Math.round(lowest) === Math.round(score)
      ? ''
      : `, ${Math.round(lowest)} at its lowest`;
  return `score ${Math.round(score)} of 100${least}`;
}

function sayRequests({ servers }: Facts): string {
  const requests = servers.reduce((all, one) => all + one.requests, 0);
  const errors = servers.reduce((all, one) => all + one.errors, 0);
  if (requests === 0) return 'There were no requests.';
  const failed =
    errors === 0
      ? 'none of which failed'
      : `${errors.toLocaleString('en')} of which failed (${sayShare(errors / requests)})`;
  return `${count(requests, 'request')}, ${failed}.`;
}

function sayIncident({ title, opened_at: openedAt, closed_at: closedAt }: Incident): string {
  if (closedAt === null) return `${title}, not over yet`;
  return `${title}, for ${sayDuration(Math.max(0, Date.parse(closedAt) - Date.parse(openedAt)))}`;
}

function restarted({ servers }: Facts): string[] {
  return servers
    .filter(({ restarts }) => restarts > 0)
    .sort((a, b) => b.restarts - a.restarts)
    .map(({ server, restarts }) => `${server} ${count(restarts, 'time')}`);
}

function absent({ servers }: Facts): string[] {
  return servers
    .filter(({ availability }) => availability !== null && availability < WHOLE)
    .sort((a, b) => (a.availability ?? 0) - (b.availability ?? 0))
    .map(
      ({ server, availability }) =>
        `${server} was ready ${((availability ?? 0) * 100).toFixed(1)} % of its time`,
    );
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length - NAMED;
  return [
    `${title}:`,
    ...items.slice(0, NAMED).map((item) => `- ${item}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
}
