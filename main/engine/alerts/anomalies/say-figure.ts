/** As the window has it: a MB is a million bytes. */
export function sayBytes(bytes: number): string {
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 9.95e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes < 999.5e6 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export function sayPercent(percent: number): string {
  return `${short(percent)} %`;
}

export function sayCount(count: number): string {
  return short(count);
}

export function sayMilliseconds(ms: number): string {
  return ms < 9_950 ? `${short(ms)} ms` : `${short(ms / 1000)} s`;
}

/** Slow ones by the minute: "0.03 a second" says nothing to anybody. */
export function sayRate(perSecond: number): string {
  if (perSecond <= 0) return 'none';
  return perSecond < 0.995 ? `${short(perSecond * 60)} a minute` : `${short(perSecond)} a second`;
}

function short(value: number): string {
  return Math.abs(value) < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0);
}
