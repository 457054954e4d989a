const NONE = '–';
const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** Seconds as the two largest units that say something: `3 d 4 h`, `12 min 5 s`, `8 s`. A dash for null. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return NONE;
  let rest = Math.max(0, Math.floor(seconds));
  const first = UNITS.findIndex(([size]) => rest >= size);
  if (first === -1) return '0 s';
  const parts: string[] = [];
  for (const [size, unit] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}

/** Milliseconds below a second as such: `312 ms`; else as {@link formatDuration}. */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : formatDuration(ms / 1000);
}

/** Bytes in MB (10^6), or in GB from 1000 MB on. A dash for null. */
export function formatMemory(bytes: number | null): string {
  if (bytes === null) return NONE;
  const megabytes = bytes / 1e6;
  return megabytes < 1000
    ? `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB`
    : `${(megabytes / 1000).toFixed(1)} GB`;
}

/** Per cent of one core. A dash for null. */
export function formatPercent(percent: number | null): string {
  return percent === null ? NONE : `${percent.toFixed(1)} %`;
}

export function formatCount(count: number | null): string {
  return count === null ? NONE : String(count);
}
