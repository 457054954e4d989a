import type { Alert } from '#contract/alert.ts';
import { csvFile } from '#contract/csv.ts';

const COLUMNS = [
  'id',
  'rule',
  'type',
  'severity',
  'server',
  'state',
  'since',
  'fired_at',
  'acknowledged_at',
  'resolved_at',
  'resolution',
  'message',
  'cause',
  'next_step',
  'value',
  'threshold',
  'unit',
  'times',
  'incident',
] as const satisfies readonly (keyof Alert)[];

/** Alerts as a table for spreadsheets, newest first. */
export function alertsFile(alerts: readonly Alert[]): string {
  return csvFile([COLUMNS, ...alerts.map((alert) => COLUMNS.map((name) => alert[name]))]);
}
