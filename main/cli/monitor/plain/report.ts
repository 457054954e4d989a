import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import { type Figures, isRunning } from '../figures.ts';

/** What `monitor --json` prints. Scripts read it: fields are added freely, none is renamed. */
export interface MonitorReport {
  readonly timestamp: string;
  /** When CPU, memory and processes were sampled, which may be the same in several lines; null when nothing runs. */
  readonly sampled_at: string | null;
  readonly servers: readonly ServerReport[];
  /** Those with a process, or with a connection to one that somebody else runs. */
  readonly running: readonly string[];
  readonly not_running: readonly string[];
  readonly summary: Summary;
}

type Verdict = Pick<
  ServerView,
  | 'name'
  | 'state'
  | 'reason'
  | 'lamp'
  | 'health'
  | 'health_reasons'
  | 'score'
  | 'forecast'
  | 'pid'
  | 'limit_restarts'
>;
export type ServerReport = Verdict & Omit<ServerMetrics, 'server'>;

interface Summary {
  readonly status: Overview['status'];
  readonly sentence: string;
  readonly total: number;
  readonly running: number;
  readonly not_running: number;
  readonly healthy: number;
  readonly degraded: number;
  readonly unhealthy: number;
  readonly unknown: number;
  /** Sums over all that run; null when nothing was sampled. */
  readonly cpu_percent: number | null;
  readonly memory_bytes: number | null;
  readonly processes: number | null;
  /** Of clients, since the engine started. */
  readonly requests: number;
  /** Sent, and failed. */
  readonly errors: number;
  /** Refused before they were sent; among `requests`. */
  readonly rejected: number;
  readonly restarts: number;
}

/** A server that only one of the answers has was taken out or put in between them: it is left out. */
export function reportOf(
  { overview, servers }: Pick<Figures, 'overview' | 'servers'>,
  metrics: readonly ServerMetrics[],
  at: Date,
): MonitorReport {
  const reports = servers.flatMap((server) => {
    const figures = metrics.find((one) => one.server === server.name);
    return figures === undefined ? [] : [serverReport(server, figures)];
  });
  const known = servers.filter(({ name }) => reports.some((report) => report.name === name));
  const running = known.filter(isRunning);
  const withHealth = (health: ServerView['health']) => known.filter((one) => one.health === health).length;
  const sum = (of: (server: ServerView) => number) => known.reduce((all, server) => all + of(server), 0);
  return {
    timestamp: at.toISOString(),
    sampled_at: sampledAtOf(reports),
    servers: reports,
    running: running.map(({ name }) => name),
    not_running: known.filter((server) => !isRunning(server)).map(({ name }) => name),
    summary: {
      status: overview.status,
      sentence: overview.sentence,
      total: known.length,
      running: running.length,
      not_running: known.length - running.length,
      healthy: withHealth('healthy'),
      degraded: withHealth('degraded'),
      unhealthy: withHealth('unhealthy'),
      unknown: withHealth('unknown'),
      cpu_percent: overview.cpu_percent,
      memory_bytes: overview.memory_bytes,
      processes: overview.processes,
      requests: sum(({ traffic }) => traffic.requests),
      errors: sum(({ traffic }) => traffic.errors),
      rejected: sum(({ traffic }) => traffic.rejected),
      restarts: sum(({ restarts }) => restarts),
    },
  };
}

/** One pass samples all of them: the newest is that of each that runs. */
function sampledAtOf(reports: readonly ServerReport[]): string | null {
  const times = reports.flatMap(({ sampled_at }) => sampled_at ?? []);
  return times.toSorted().at(-1) ?? null;
}

function serverReport(server: ServerView, { server: _, ...figures }: ServerMetrics): ServerReport {
  const { name, state, reason, lamp, health, health_reasons, score, forecast, pid, limit_restarts } = server;
  const verdict = { name, state, reason, lamp, health, health_reasons, score, forecast, pid, limit_restarts };
  return { ...verdict, ...figures };
}
