import { LifecycleEvent } from './history.ts';

const COLUMNS = LifecycleEvent.keyof().options;

/** The first line of an export; lines end in CRLF (RFC 4180). */
export const HISTORY_CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

/** One event as a line of CSV. */
export function historyCsvLine(event: LifecycleEvent): string {
  return `${COLUMNS.map((column) => csvCell(event[column])).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  // What a server wrote may be in it, and a spreadsheet would run it as a formula (OWASP, CSV Injection).
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
