import type { HealthOverview, HealthReport, ServerHealth } from '#contract/health.ts';
import type { Overview } from '#contract/overview.ts';

/**
 * All verdicts in one. The servers decide what the whole is called, as in {@link Overview}; but with Signalbox or the
 * machine unhealthy it is not well.
 */
export function judgeWhole(parts: {
  readonly at: string;
  readonly overview: Pick<Overview, 'status'>;
  readonly servers: readonly ServerHealth[];
  readonly engine: HealthReport;
  readonly system: HealthReport;
}): HealthOverview {
  const { at, overview, servers, engine, system } = parts;
  const scores = [...servers, engine, system].map(({ score }) => score).filter((score) => score !== null);
  const isHouseDown = engine.status === 'unhealthy' || system.status === 'unhealthy';
  return {
    at,
    status: isHouseDown && overview.status !== 'unhealthy' ? 'degraded' : overview.status,
    score: scores.length === 0 ? null : Math.min(...scores),
    servers: [...servers],
    engine,
    system,
  };
}
