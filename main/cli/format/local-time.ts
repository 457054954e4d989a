/** `2026-11-21 14:02` in local time. */
export function localMinute(at: Date): string {
  return localTime(at).slice(0, 16);
}

/** `2026-11-21 14:02:11.123` in local time. */
export function localTime(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${date} ${time}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
