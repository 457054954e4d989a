import type { HealthLevelName, LostPoints } from '#contract/health.ts';
import type { Health } from '#contract/server-state.ts';

type Makes = Exclude<Health, 'unknown'>;

interface Weight {
  readonly level: HealthLevelName;
  readonly makes: Makes;
  /** For the finding itself. */
  readonly points: number;
  /** For each further one, where there may be several. */
  readonly each?: number;
  /** However many there are. */
  readonly most?: number;
}

/**
 * Every way to lose points, and how many: the table in docs/health.md shows the same, and a test compares them. The
 * ranges of what makes a server unhealthy (50 and more), degraded (13 to 45) and what alone leaves it healthy (up to 12)
 * don't overlap, so that what weighs most is also what is worst.
 */
export const WEIGHTS = {
  /** It has no process that answers, and should. */
  down: { level: 'process', makes: 'unhealthy', points: 100 },
  /** Three early deaths or more within ten minutes, and it is there again. */
  unsteady: { level: 'process', makes: 'degraded', points: 25, each: 5, most: 40 },
  /** It went down within the last ten minutes, or was restarted for a limit. */
  restarts: { level: 'process', makes: 'healthy', points: 5, each: 5, most: 12 },
  'over-limit': { level: 'process', makes: 'degraded', points: 30 },
  'near-limit': { level: 'process', makes: 'degraded', points: 15 },
  'instances-down': { level: 'process', makes: 'degraded', points: 20, each: 5, most: 40 },
  zombies: { level: 'process', makes: 'healthy', points: 5 },
  /** So many that the machine may run out of process ids. */
  'many-zombies': { level: 'process', makes: 'degraded', points: 15 },
  /** It grows as a leak does. */
  leak: { level: 'process', makes: 'healthy', points: 10 },
  /** A limit is reached within a day at this slope. */
  forecast: { level: 'process', makes: 'healthy', points: 12 },
  /** Within an hour. */
  'limit-soon': { level: 'process', makes: 'degraded', points: 20 },
  hung: { level: 'protocol', makes: 'unhealthy', points: 80 },
  'missed-probes': { level: 'protocol', makes: 'degraded', points: 15, each: 15, most: 45 },
  'slow-probes': { level: 'protocol', makes: 'healthy', points: 5 },
  'breaker-open': { level: 'requests', makes: 'degraded', points: 40 },
  'breaker-half-open': { level: 'requests', makes: 'degraded', points: 20 },
  /** Half-open, and no client has asked for five minutes: it may have been well for long. */
  'breaker-untried': { level: 'requests', makes: 'healthy', points: 5 },
  errors: { level: 'requests', makes: 'healthy', points: 10 },
  'many-errors': { level: 'requests', makes: 'degraded', points: 30 },
  slow: { level: 'requests', makes: 'healthy', points: 10 },
  'very-slow': { level: 'requests', makes: 'degraded', points: 20 },
  'critical-dependency': { level: 'dependencies', makes: 'unhealthy', points: 60 },
  dependency: { level: 'dependencies', makes: 'degraded', points: 15 },
  'late-loop': { level: 'engine', makes: 'degraded', points: 20 },
  'heap-nearly-full': { level: 'engine', makes: 'degraded', points: 30 },
  'history-fault': { level: 'engine', makes: 'degraded', points: 25 },
  'sampling-fault': { level: 'engine', makes: 'degraded', points: 30 },
  'slow-sampling': { level: 'engine', makes: 'healthy', points: 5 },
  'many-open-files': { level: 'engine', makes: 'degraded', points: 30 },
  'disk-full': { level: 'system', makes: 'unhealthy', points: 60 },
  'disk-low': { level: 'system', makes: 'degraded', points: 20 },
  'not-writable': { level: 'system', makes: 'unhealthy', points: 60 },
  'writable-by-others': { level: 'system', makes: 'degraded', points: 20 },
  'readable-by-others': { level: 'system', makes: 'healthy', points: 5 },
  'memory-exhausted': { level: 'system', makes: 'unhealthy', points: 50 },
  'memory-low': { level: 'system', makes: 'degraded', points: 20 },
  'clock-jump': { level: 'system', makes: 'healthy', points: 5 },
  'no-network': { level: 'system', makes: 'degraded', points: 30 },
  'host-not-found': { level: 'system', makes: 'degraded', points: 15 },
} as const satisfies Readonly<Record<string, Weight>>;

export type LossCode = keyof typeof WEIGHTS;

/** Points lost, with why. @param count how many of it there are, 1 or more */
export function lose(code: LossCode, sentence: string, count = 1): LostPoints {
  const weight: Weight = WEIGHTS[code];
  const { level, makes, points, each = 0, most = points } = weight;
  return { level, code, points: Math.min(most, points + each * (count - 1)), sentence, makes };
}
