import type { DependencyView, HealthLevelName, LostPoints } from '#contract/health.ts';
import type { Health, Lamp } from '#contract/server-state.ts';

/** Where a verdict's lamp alone is shown; a server has a lamp of its own. */
export const HEALTH_LAMPS: Readonly<Record<Health, Lamp>> = {
  healthy: 'ok',
  degraded: 'warn',
  unhealthy: 'bad',
  unknown: 'off',
};

export const LEVEL_WORDS: Readonly<Record<HealthLevelName, string>> = {
  process: 'Process',
  protocol: 'Protocol',
  requests: 'Requests',
  dependencies: 'Dependencies',
  engine: 'Signalbox',
  system: 'This machine',
};

export const DEPENDENCY_WORDS: Readonly<Record<DependencyView['kind'], string>> = {
  http: 'HTTP',
  tcp: 'TCP',
  file: 'file',
  command: 'command',
  server: 'server',
};

/** The points that were lost, as one line each: "−8 p95 is 2.31 s, twice the usual". */
export function lostWords(lost: readonly LostPoints[]): string[] {
  return lost.map(({ points, sentence }) => `${minus(points)} ${sentence}`);
}

/** A clause of the engine where it stands alone: its first letter is a capital one, but for a name such as p95. */
export function asSentence(clause: string): string {
  return /^[a-z](?:\d|[A-Z])/.test(clause) ? clause : clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** With a minus sign as wide as a digit. */
export function minus(points: number): string {
  return `−${points}`;
}

/** A score with what it lacks, for a tooltip: one line each. */
export function scoreWords(
  score: number | null,
  lost: readonly LostPoints[],
  reasons: readonly string[],
): string {
  if (score === null) return ['No score: there is no evidence yet', ...reasons].join('\n');
  if (score === 100) return '100 of 100: no points lost';
  const why = lost.length > 0 ? lostWords(lost) : reasons;
  return [`${score} of 100`, ...why].join('\n');
}
