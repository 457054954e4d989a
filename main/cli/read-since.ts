import { readSpanMs } from './read-span.ts';

/**
 * Reads what `--since` was given: a time span before now (`90s`, `10m`, `2h`, `1d`), a time of today (`14:05`,
 * `14:05:30`), or an ISO time, local without a zone. Throws RangeError on anything else and on a time to come.
 */
export function readSince(text: string, now: Date): Date {
  const since = spanBefore(text, now) ?? timeOfDay(text, now) ?? isoTime(text);
  if (since === null) {
    throw new RangeError(
      `"${text}" is no time: write a span such as 10m, 2h or 1d, a time such as 14:05, or an ISO time.`,
    );
  }
  if (since > now) throw new RangeError(`"${text}" lies in the future.`);
  return since;
}

function spanBefore(text: string, now: Date): Date | null {
  const ms = readSpanMs(text);
  return ms === null ? null : validDate(now.getTime() - ms);
}

function timeOfDay(text: string, now: Date): Date | null {
  const [, hours, minutes, seconds] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const time = new Date(now);
  time.setHours(Number(hours), Number(minutes), Number(seconds ?? 0), 0);
  return time;
}

function isoTime(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  // A date alone would be read as UTC; with a time it is local.
  return validDate(
    Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text.replace(' ', 'T')),
  );
}

function validDate(ms: number): Date | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date;
}
