const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest words, "3 d 4 h", "41 min", "12 s". Below zero counts as zero. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < DAY) return pair(whole, HOUR, 'h', MINUTE, 'min');
  return pair(whole, DAY, 'd', HOUR, 'h');
}

/** The same in its largest word alone, "3 d", for a narrow column. */
export function formatAge(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < HOUR) return formatDuration(whole);
  return whole < DAY ? `${Math.floor(whole / HOUR)} h` : `${Math.floor(whole / DAY)} d`;
}

/** Time until something is due, rounded up, so that "1 s" is never shown for a moment that has passed. */
export function formatCountdown(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms / 1000));
  if (whole < 2 * MINUTE) return `${whole} s`;
  return whole < HOUR ? `${Math.ceil(whole / MINUTE)} min` : formatDuration(whole);
}

/** The same for an eye that waits for it, second by second: "0:42", "14:03", "1:02:09". */
export function formatClock(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / MINUTE) % MINUTE;
  const rest = `${minutes}:${two(whole % MINUTE)}`;
  return whole < HOUR ? rest : `${Math.floor(whole / HOUR)}:${two(minutes)}:${two(whole % MINUTE)}`;
}

function pair(seconds: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const bigs = Math.floor(seconds / big);
  const smalls = Math.floor((seconds % big) / small);
  return smalls === 0 ? `${bigs} ${bigUnit}` : `${bigs} ${bigUnit} ${smalls} ${smallUnit}`;
}
