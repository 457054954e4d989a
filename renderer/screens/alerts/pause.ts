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
