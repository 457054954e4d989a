import type { Alert, Severity } from '#contract/alert.ts';
import type { ServerView } from '#contract/server.ts';
import type { Lamp } from '#contract/server-state.ts';
import { formatDuration } from '../figures.ts';
import { lampPaint } from '../lamp.ts';
import { localMinute, localTime } from '../local-time.ts';
import { plainText } from '../plain-text.ts';
import { type Column, formatTable } from '../table.ts';

const left = (title: string): Column => ({ title, align: 'left' });
const COLUMNS = ['ALERT', 'SEVERITY', 'STATE', 'SINCE', 'RULE', 'WHAT'].map(left);
const PAST_COLUMNS = ['BEGAN', 'LASTED', 'SEVERITY', 'RULE', 'WHAT', 'END'].map(left);

const LAMPS: Readonly<Record<Severity, Lamp>> = {
  info: 'info',
  warning: 'warn',
  error: 'bad',
  critical: 'bad',
};

export function severityCell(severity: Severity, color: boolean) {
  return { text: severity, paint: lampPaint(LAMPS[severity], color) };
}

/** An alert that was cleared, or a rule that is off, leaves a server as it is. */
export function sayNoAlert(servers: readonly ServerView[], server: string | undefined): string {
  const names = servers
    .filter(({ name }) => server === undefined || name === server)
    .filter(({ lamp }) => lamp === 'warn' || lamp === 'bad')
    .map(({ name }) => name);
  if (names.length === 0) return 'Nothing is wrong.';
  const who = names.length === 1 ? `${names[0]} needs` : `${names.length} servers need`;
  return `No alert is open; ${who} attention (signalbox status).`;
}

export function sayPause(until: Date): string {
  return `The desktop shows no notification until ${localMinute(until)}; other channels go on.`;
}

/** What is open: a line each, with what it comes from and what can be done below it. */
export function formatAlerts(alerts: readonly Alert[], now: Date, color: boolean): string[] {
  if (alerts.length === 0) return ['No alert is open.'];
  const rows = alerts.map((alert) => [
    { text: alert.id },
    severityCell(alert.severity, color),
    { text: stateOf(alert) },
    { text: formatDuration((now.getTime() - Date.parse(alert.since)) / 1_000) },
    { text: alert.rule },
    { text: plainText(alert.message) },
  ]);
  const [header = '', ...lines] = formatTable(COLUMNS, rows);
  const [first] = alerts;
  const indent = ' '.repeat(2 + (first?.id.length ?? 0));
  return [
    header,
    ...lines.flatMap((line, index) => {
      const { cause = null, next_step: next = null } = alerts[index] ?? {};
      const below = [cause === null ? [] : `because ${cause}`, next ?? []].flat();
      return [line, ...below.map((text) => `${indent}${plainText(text)}`)];
    }),
  ];
}

function stateOf({ state, silenced_until: until, flapping, times }: Alert): string {
  const shown =
    state === 'silenced' && until !== null ? `silenced until ${localMinute(new Date(until))}` : state;
  return flapping ? `${shown}, comes and goes (${times} times)` : shown;
}

/** What was open, in the order given. */
export function formatPast(alerts: readonly Alert[], now: Date, color: boolean): string[] {
  if (alerts.length === 0) return ['There was no alert.'];
  const rows = alerts.map((alert) => {
    const endMs = alert.resolved_at === null ? now.getTime() : Date.parse(alert.resolved_at);
    return [
      { text: localTime(new Date(alert.since)).slice(0, 19) },
      { text: formatDuration((endMs - Date.parse(alert.since)) / 1_000) },
      severityCell(alert.severity, color),
      { text: alert.rule },
      { text: plainText(alert.message) },
      { text: alert.resolved_at === null ? `is ${alert.state}` : plainText(alert.resolution ?? 'over') },
    ];
  });
  return formatTable(PAST_COLUMNS, rows);
}
