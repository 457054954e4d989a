const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads a time span such as `90s`, `10m`, `1.5h` or `1d` as milliseconds; null for anything else. */
export function readSpanMs(text: string): number | null {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/i.exec(text) ?? [];
  const ms = UNIT_MS[unit?.toLowerCase() ?? ''];
  return count === undefined || ms === undefined ? null : Number(count) * ms;
}
