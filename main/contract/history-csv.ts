import { csvCell } from './csv.ts';
import { LifecycleEvent } from './history.ts';

const COLUMNS = LifecycleEvent.keyof().options;

/** The first line of an export; lines end in CRLF (RFC 4180). */
export const HISTORY_CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

/** One event as a line of CSV. */
export function historyCsvLine(event: LifecycleEvent): string {
  return `${COLUMNS.map((column) => csvCell(event[column])).join(',')}\r\n`;
}
