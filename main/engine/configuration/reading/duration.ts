/** A year is 365 days. */
const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, y: 31_536_000_000 } as const;

/** Milliseconds from "30s", "500ms", "1.5m", "1h", "30d", "1y" or a number of seconds; null for anything else. */
export function parseDuration(value: unknown): number | null {
  if (typeof value === 'number')
    return Number.isFinite(value) && value >= 0 ? Math.round(value * 1000) : null;
  if (typeof value !== 'string') return null;
  const match = /^\s*(\d{1,12}(?:\.\d{1,6})?)\s*(ms|[smhdy])\s*$/i.exec(value);
  if (!match) return null;
  const unit = (match[2] ?? '').toLowerCase() as keyof typeof UNITS_MS;
  return Math.round(Number(match[1]) * UNITS_MS[unit]);
}

/** The shortest exact way to write a time: "10s", "1h", "30d", "1500ms". */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  for (const unit of ['y', 'd', 'h', 'm', 's'] as const) {
    if (ms >= UNITS_MS[unit] && ms % UNITS_MS[unit] === 0) return `${ms / UNITS_MS[unit]}${unit}`;
  }
  return `${ms}ms`;
}
