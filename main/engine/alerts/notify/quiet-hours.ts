import type { Alert } from '#contract/alert.ts';
import type { AlertSettings, QuietHoursSettings } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import { isAtLeast } from './severity.ts';

const DAYS = 7;

/** Whether the moment (milliseconds since 1970) lies within them, by the machine's own time zone. */
export function isQuiet(hours: QuietHoursSettings | null, atMs: number): boolean {
  if (hours === null) return false;
  const at = new Date(atMs);
  const minute = at.getHours() * 60 + at.getMinutes();
  const { fromMinute, toMinute, days } = hours;
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute && days.includes(at.getDay());
  // Over midnight: those of the small hours began the day before.
  if (minute >= fromMinute) return days.includes(at.getDay());
  return minute < toMinute && days.includes((at.getDay() + DAYS - 1) % DAYS);
}

export function watchQuietHours(clock: Clock, settings: () => Pick<AlertSettings, 'quietHours'>) {
  const isQuietNow = () => isQuiet(settings().quietHours, clock.now());
  return {
    isQuietNow,
    /** False in them, but for what they let through. */
    mayTellNow({ severity }: Pick<Alert, 'severity'>): boolean {
      if (!isQuietNow()) return true;
      const except = settings().quietHours?.except ?? null;
      return except !== null && isAtLeast(severity, except);
    },
  };
}
