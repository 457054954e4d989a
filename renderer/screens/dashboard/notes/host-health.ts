import type { HealthLevel, HealthOverview, LostPoints } from '#contract/health.ts';
import type { Health } from '#contract/server-state.ts';

/** How Signalbox itself and the machine do, together: they are told of in one place. */
export interface HostHealth {
  /** The worse of the two. */
  readonly status: Health;
  /** Of both, the most points first. */
  readonly lost: readonly LostPoints[];
  /** What was looked at, with its figures. */
  readonly levels: readonly HealthLevel[];
}

/** Worst first. */
const SEVERITY: readonly Health[] = ['unhealthy', 'degraded', 'unknown', 'healthy'];

export function hostHealth({ engine, system }: HealthOverview): HostHealth {
  const reports = [engine, system];
  return {
    status: SEVERITY.find((status) => reports.some((report) => report.status === status)) ?? 'unknown',
    lost: reports.flatMap(({ lost }) => lost).toSorted((a, b) => b.points - a.points),
    levels: reports.flatMap(({ levels }) => levels),
  };
}
