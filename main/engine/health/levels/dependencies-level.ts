import type { DependencyView, LostPoints } from '#contract/health.ts';
import { lose } from '../score/lost-points.ts';
import type { LevelFinding } from '../score/score.ts';

/** What a server needs from elsewhere. */
export function judgeDependencies(dependencies: readonly DependencyView[]): LevelFinding {
  const known = dependencies.filter(({ status }) => status !== 'unknown');
  return {
    level: 'dependencies',
    isKnown: known.length > 0,
    evidence: evidenceOf(dependencies, known),
    lost: known.flatMap(lossOf),
  };
}

function lossOf({ name, status, critical, message }: DependencyView): LostPoints[] {
  if (status === 'healthy') return [];
  return [lose(critical ? 'critical-dependency' : 'dependency', `it needs ${name}: ${message}`)];
}

function evidenceOf(all: readonly DependencyView[], known: readonly DependencyView[]): string {
  if (all.length === 0) return 'nothing that it needs is configured to be checked';
  if (known.length === 0) return `none of the ${all.length} that it needs has been looked at yet`;
  const there = known.filter(({ status }) => status === 'healthy').length;
  const said = known.map(({ name, message }) => `${name} ${message}`).join('; ');
  return `${there} of ${known.length} are there: ${said}`;
}
