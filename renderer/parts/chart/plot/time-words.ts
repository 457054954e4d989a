const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short' });
const dayHour = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const whole = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

const DAY_S = 86_400;

/** What stands under an axis whose marks are `stepS` apart: seconds, minutes, days or months, the day where one begins. */
export function tickWords(times: readonly number[], stepS: number): string[] {
  return times.map((time) => {
    const date = new Date(time * 1000);
    if (stepS >= 28 * DAY_S) return date.getMonth() === 0 ? String(date.getFullYear()) : month.format(date);
    if (stepS >= DAY_S) return day.format(date);
    if (date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0) return day.format(date);
    return (stepS < 60 ? second : hour).format(date);
  });
}

/** A moment that is read off: as exact as the stretch of time that is shown asks for. */
export function momentAt(atS: number, spanS: number): string {
  const date = new Date(atS * 1000);
  if (spanS <= DAY_S) return second.format(date);
  return (spanS <= 40 * DAY_S ? dayHour : whole).format(date);
}
