import { csvFile } from '#contract/csv.ts';
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
  return format === 'ndjson'
    ? events.map((event) => `${JSON.stringify(event)}\n`).join('')
    : csvFile([COLUMNS, ...events.map((event) => COLUMNS.map((name) => event[name]))]);
}
