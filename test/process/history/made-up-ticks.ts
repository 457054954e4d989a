import type { HistorySettings } from '#engine/telemetry/telemetry.ts';

export const TICK_MS = 2_000;
export const SERVERS: readonly string[] = ['a', 'b', 'c', 'd', 'e'];

const YEAR_MS = 365 * 86_400_000;
export const KEPT: HistorySettings = {
  rawMs: YEAR_MS,
  minuteMs: YEAR_MS,
  quarterMs: YEAR_MS,
  maxBytes: 500_000_000,
};

/** Each tick has a time of its own, whichever process writes it. */
export function timeOf(tick: number): number {
  return Date.UTC(2026, 0, 1) + tick * TICK_MS;
}
