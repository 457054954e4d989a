import type { EngineFigures } from '#contract/engine-figures.ts';
import type { HealthOverview } from '#contract/health.ts';
import type { CustomMetric } from '#contract/metric.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import type { Operation } from '../traffic/operation.ts';
import { customFamilies } from './custom-families.ts';
import { engineFamilies } from './engine-families.ts';
import type { Family } from './family.ts';
import { operationFamily } from './operation-families.ts';
import type { ProcessCounters } from './process-counters.ts';
import { serverFamilies } from './server-families.ts';
import type { ServerFigures } from './server-figures.ts';

/** Every figure of now, for all that are read by other programs. */
export interface MetricsSnapshot {
  readonly servers: readonly ServerMetrics[];
  /** Of the same servers. */
  readonly views: readonly ServerView[];
  readonly health: HealthOverview;
  readonly engine: EngineFigures;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** {@link ProcessCounting.of}. */
  readonly counters: (server: string) => ProcessCounters | null;
  /** {@link CustomMetricsKeeper.current}: what `servers` have of it may be of an hour ago. */
  readonly custom: (server: string) => readonly CustomMetric[];
  /** {@link TrafficLog.operations}. */
  readonly operations: Iterable<Operation>;
}

export type TakeSnapshot = () => MetricsSnapshot | Promise<MetricsSnapshot>;

export function familiesOf(snapshot: MetricsSnapshot): Family[] {
  const servers = figuresOf(snapshot);
  return [
    ...serverFamilies(servers),
    operationFamily(snapshot.operations),
    ...engineFamilies(snapshot.engine, snapshot.health, snapshot.startedAtMs),
    ...customFamilies(servers),
  ];
}

/** A server that came or went between the two is left out. */
export function figuresOf({ servers, views, counters, custom }: MetricsSnapshot): ServerFigures[] {
  const metricsOf = new Map(servers.map((metrics) => [metrics.server, metrics]));
  return views.flatMap((view) => {
    const metrics = metricsOf.get(view.name);
    if (metrics === undefined) return [];
    return [{ view, metrics, counters: counters(view.name), custom: custom(view.name) }];
  });
}
