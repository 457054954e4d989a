/** Milliseconds since 1970, the end not included. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** YYYY-MM-DD, by the machine's own time zone. */
export function dayOf(atMs: number): string {
  const at = new Date(atMs);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}

/** A day has 23 or 25 hours where the clocks are changed. */
export function spanOf(day: string): Span {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return {
    fromMs: new Date(year, month - 1, date).getTime(),
    toMs: new Date(year, month - 1, date + 1).getTime(),
  };
}

/** The day so many days before. */
export function dayBefore(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  // At noon no change of the clocks leads to another day.
  return dayOf(new Date(year, month - 1, date - days, 12).getTime());
}

/** Minutes after midnight. */
export function minuteOf(atMs: number): number {
  const at = new Date(atMs);
  return at.getHours() * 60 + at.getMinutes();
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** "Wednesday, 2026-01-07". */
export function sayDay(day: string): string {
  return `${WEEKDAYS[new Date(spanOf(day).fromMs).getDay()]}, ${day}`;
}
