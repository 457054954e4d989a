import { formatMs } from '../figures.ts';

/** Milliseconds with a decimal where it says something: `0.4 ms`, `12 ms`, `3 s`. A dash for null. */
export function formatLatency(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 10 ? `${ms.toFixed(1)} ms` : formatMs(ms);
}

/** A rate a second, to two figures or so. */
export function formatRate(perSecond: number): string {
  return perSecond === 0 ? '0' : perSecond.toFixed(perSecond < 10 ? 2 : 0);
}
