/** Moments as people in one place read them: the machine's own time zone, 24 hours. */
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

/** 09:46:02 */
export function clockTime(iso: string): string {
  return clock.format(new Date(iso));
}

/** 09:46:02.137 */
export function preciseTime(iso: string): string {
  const date = new Date(iso);
  return `${clock.format(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Saturday, 21 November 2026 at 09:46:02 */
export function fullDate(iso: string): string {
  return full.format(new Date(iso));
}

/** 16 Nov */
export function shortDay(iso: string): string {
  return short.format(new Date(iso));
}

/** 09:46:02, and on another day "16 Nov 09:46:02". */
export function momentWords(iso: string, todayMs: number): string {
  return Date.parse(iso) >= todayMs ? clockTime(iso) : `${shortDay(iso)} ${clockTime(iso)}`;
}

/** The day that a list's entries are grouped under: "Today", "Yesterday", "Monday 16 November". */
export function dayName(iso: string, nowMs: number): string {
  const date = new Date(iso);
  const today = new Date(nowMs);
  if (sameDay(date, today)) return 'Today';
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  return sameDay(date, yesterday) ? 'Yesterday' : day.format(date);
}

/** What is to come, to the minute: "08:00", and on another day "tomorrow, 08:00" or "24 Nov, 08:00". */
export function untilWords(iso: string, nowMs: number): string {
  const time = minutes.format(new Date(iso));
  // A day may be an hour longer or shorter than 24.
  const days = Math.round((dayStartMs(Date.parse(iso)) - dayStartMs(nowMs)) / 86_400_000);
  if (days <= 0) return time;
  return days === 1 ? `tomorrow, ${time}` : `${shortDay(iso)}, ${time}`;
}

/** Midnight at the start of a moment's day. */
export function dayStartMs(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0);
}

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}
