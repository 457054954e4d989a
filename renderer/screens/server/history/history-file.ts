import type { LifecycleEvent } from '#contract/history.ts';

export type HistoryFormat = 'csv' | 'ndjson';

const COLUMNS = [
  'id',
  'at',
  'server',
  'instance',
  'run',
  'from',
  'to',
  'code',
  'reason',
  'pid',
  'exit_code',
  'signal',
  'next_start_ms',
] as const satisfies readonly (keyof LifecycleEvent)[];

/** The history as a file: a table for spreadsheets, or one JSON object per line. */
export function historyFile(events: readonly LifecycleEvent[], format: HistoryFormat): string {
  const lines =
    format === 'ndjson'
      ? events.map((event) => JSON.stringify(event))
      : [COLUMNS.join(','), ...events.map((event) => COLUMNS.map((name) => cell(event[name])).join(','))];
  const end = format === 'csv' ? '\r\n' : '\n';
  return lines.map((line) => line + end).join('');
}

function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  // A spreadsheet would take what begins like this for a formula, and servers choose the words of a reason.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
