import type { Dialect } from './dialect.ts';
import type { PlainObject } from './plain.ts';

/** What our file takes for the start and for a request. */
const START_MS = { min: 100, max: 3_600_000 };
const REQUEST_MS = { min: 100, max: 168 * 3_600_000 };

/** `timeouts` of an entry, each in our words. */
export function readTimes(
  entry: PlainObject,
  { timeout }: Dialect,
  notes: string[],
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const put = (key: 'start' | 'request', ms: number | null, range: typeof START_MS): void => {
    if (ms === null) return;
    if (ms < range.min || ms > range.max)
      notes.push(`its timeout (${spell(ms)}) is not one that can be set here`);
    else found[key] = spell(ms);
  };
  put('start', inMs(entry.startup_timeout_sec, 1000) ?? inMs(entry.startup_timeout_ms, 1), START_MS);
  put('request', inMs(entry.tool_timeout_sec, 1000), REQUEST_MS);
  if (found.request === undefined && timeout !== 'ignore')
    put('request', inMs(entry.timeout, unitMs(entry.timeout, timeout)), REQUEST_MS);
  return found;
}

function unitMs(value: unknown, unit: 's' | 'ms' | 'guess'): number {
  if (unit === 'guess') return Number(value) >= 1000 ? 1 : 1000;
  return unit === 's' ? 1000 : 1;
}

function inMs(value: unknown, unit: number): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value * unit) : null;
}

function spell(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
