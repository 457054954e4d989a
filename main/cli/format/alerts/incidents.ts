import type { Incident, IncidentReport } from '#contract/incident.ts';
import { formatDuration } from '../figures.ts';
import { localTime } from '../local-time.ts';
import { plainLines, plainText } from '../plain-text.ts';
import { type Column, formatTable } from '../table.ts';
import { severityCell } from './alerts.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NUMBER', align: 'right' },
  ...['BEGAN', 'LASTED', 'SEVERITY', 'WHAT'].map((title): Column => ({ title, align: 'left' })),
];

/** In the order given. */
export function formatIncidents(incidents: readonly Incident[], now: Date, color: boolean): string[] {
  if (incidents.length === 0) return ['There was no incident.'];
  const rows = incidents.map((incident) => [
    { text: String(incident.id) },
    { text: localTime(new Date(incident.opened_at)).slice(0, 19) },
    { text: lengthOf(incident, now) },
    severityCell(incident.severity, color),
    { text: plainText(incident.title) },
  ]);
  return formatTable(COLUMNS, rows);
}

function lengthOf({ opened_at: from, closed_at: to }: Incident, now: Date): string {
  const endMs = to === null ? now.getTime() : Date.parse(to);
  const length = formatDuration((endMs - Date.parse(from)) / 1_000);
  return to === null ? `${length}, goes on` : length;
}

export function formatIncident(report: IncidentReport, color: boolean): string[] {
  const rows = report.timeline.map(({ at, kind, severity, text }) => [
    { text: localTime(new Date(at)).slice(0, 19) },
    severity === null ? { text: kind } : { ...severityCell(severity, color), text: `${kind} (${severity})` },
    { text: plainText(text) },
  ]);
  const columns = ['TIME', 'KIND', 'WHAT'].map((title): Column => ({ title, align: 'left' }));
  return [
    `Incident ${report.id}: ${plainText(report.title)}`,
    ...plainLines(report.summary),
    ...(rows.length === 0 ? [] : ['', ...formatTable(columns, rows)]),
  ];
}
