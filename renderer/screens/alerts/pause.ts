/** In the morning, before work begins. */
const MORNING_HOUR = 8;
/** A morning that is nearer than this is not the one that is meant by "until the morning". */
const LEAST_MS = 2 * 3_600_000;

/** The next morning that is worth waiting for, in milliseconds since 1970: eight o'clock by this machine's clock. */
export function nextMorning(nowMs: number): number {
  const morning = new Date(nowMs);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  if (morning.getTime() - nowMs < LEAST_MS) morning.setDate(morning.getDate() + 1);
  return morning.getTime();
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** "08:00", and on another day "tomorrow, 08:00" or "24 Nov, 08:00". */
export function untilWords(untilMs: number, nowMs: number): string {
  const time = clock.format(new Date(untilMs));
  const days = (dayStart(untilMs) - dayStart(nowMs)) / 86_400_000;
  if (Math.round(days) <= 0) return time;
  return Math.round(days) === 1 ? `tomorrow, ${time}` : `${day.format(new Date(untilMs))}, ${time}`;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

function dayStart(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}
