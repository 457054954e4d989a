import type { Overview } from '#contract/overview.ts';
import type { MonitoringSettings } from './configuration/configuration.ts';

/** While no configuration runs. */
const BEFORE_FILE_MS = 2_000;

/**
 * How long to wait for the next pass, in milliseconds: as the file says while somebody looks or something is not well,
 * and longer otherwise, since nobody would see the difference.
 */
export function samplePaceMs(
  settings: MonitoringSettings | null,
  { isWatched, overview }: { readonly isWatched: boolean; readonly overview: Overview | null },
): number {
  if (settings === null) return BEFORE_FILE_MS;
  if (overview === null) return settings.sampleIntervalMs;
  const isCalm = overview.status === 'healthy' || overview.status === 'idle';
  return isWatched || !isCalm || overview.attention.length > 0
    ? settings.sampleIntervalMs
    : settings.idleIntervalMs;
}
