import type { HealthLevel, HealthReport, LostPoints } from '#contract/health.ts';
import type { Health } from '#contract/server-state.ts';

/** What was found at one level. `isKnown` is false without evidence: that lowers nothing. */
export interface LevelFinding {
  readonly level: HealthLevel['level'];
  readonly isKnown: boolean;
  readonly evidence: string;
  readonly lost: readonly LostPoints[];
}

const BEST_FIRST = ['healthy', 'degraded', 'unhealthy'] as const;

/** How bad these make it together: as bad as the worst of them. `healthy` without any. */
export function worst(lost: readonly LostPoints[]): Exclude<Health, 'unknown'> {
  return BEST_FIRST.findLast((health) => lost.some(({ makes }) => makes === health)) ?? 'healthy';
}

/** One level as readers see it. */
export function viewLevel({ level, isKnown, evidence, lost }: LevelFinding): HealthLevel {
  return { level, status: isKnown || lost.length > 0 ? worst(lost) : 'unknown', evidence };
}

/**
 * The verdict that these levels amount to. A score stands on evidence of what is judged as a whole, and the caller knows
 * whether there is any.
 */
export function reportOf(findings: readonly LevelFinding[], hasEvidence: boolean): HealthReport {
  const levels = findings.map(viewLevel);
  if (!hasEvidence) return { status: 'unknown', score: null, levels, lost: [] };
  const lost = findings.flatMap((finding) => finding.lost).toSorted((a, b) => b.points - a.points);
  const points = lost.reduce((sum, one) => sum + one.points, 0);
  return { status: worst(lost), score: Math.max(0, 100 - points), levels, lost };
}
