import type { Incident, IncidentEvent } from '#contract/incident.ts';
import { sayClock, sayDay } from './say-time.ts';

/** For a mail or an issue: no text of a server's own can become a link, an image or HTML in it. */
export function toMarkdown(incident: Incident, summary: string, timeline: readonly IncidentEvent[]): string {
  const {
    id,
    title,
    severity,
    cause,
    servers,
    opened_at: openedAt,
    closed_at: closedAt,
    notifications,
  } = incident;
  return [
    `# Incident ${id}: ${plain(title)}`,
    '',
    `- Severity: ${severity}`,
    `- Servers: ${servers.length === 0 ? 'none, it is about the machine' : servers.map(plain).join(', ')}`,
    `- From: ${openedAt}`,
    `- To: ${closedAt ?? 'it is not over yet'}`,
    ...(cause === null ? [] : [`- Cause: ${plain(cause)}`]),
    `- Notifications: ${notifications}`,
    '',
    '## Summary',
    '',
    plain(summary),
    '',
    '## Time line',
    '',
    ...timelineLines(timeline),
    '',
  ].join('\n');
}

function timelineLines(timeline: readonly IncidentEvent[]): string[] {
  let day = '';
  return timeline.flatMap(({ at, kind, server, text }) => {
    const atMs = Date.parse(at);
    const words = kind === 'log' ? code(text) : plain(text);
    const line = `- ${sayClock(atMs)} ${kind}${server === null ? '' : ` **${plain(server)}**`}: ${words}`;
    if (sayDay(atMs) === day) return [line];
    day = sayDay(atMs);
    return [`- **${day}**`, line];
  });
}

function plain(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_<>[\]|~#]/g, '\\$&');
}

/** A line as it was written. Its fence is longer than any run of backticks in it. */
function code(text: string): string {
  const longest = Math.max(0, ...(oneLine(text).match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${oneLine(text)} ${fence}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}
