import { join } from 'node:path';
import type { z } from 'zod';
import type { EngineFigures } from '#contract/engine-figures.ts';
import type { DependencyView, HealthOverview, HealthReport } from '#contract/health.ts';
import type { MarkerFilter, SeriesFilter, SeriesPage, Trend } from '#contract/metric.ts';
import type { Overview } from '#contract/overview.ts';
import { ProblemError } from '#contract/problem.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import type { SamplePass } from '#contract/snapshot.ts';
import type { ServerTraffic } from '#contract/traffic.ts';
import type { Configuration, ServerConfig } from './configuration/configuration.ts';
import {
  createDependencyChecks,
  createSystemWatch,
  type HealthEvidence,
  judgeEngine,
  judgeWhole,
  readOpenFilesLimit,
  type SystemFacts,
} from './health/health.ts';
import { type HiddenValues, isSecretName } from './logs/logs.ts';
import { checkedServer, metricsSource, remoteHost, trendServer } from './monitor-sources.ts';
import { MONITORING_BEFORE_FILE } from './monitoring-before-file.ts';
import { watchOwnFigures } from './own-figures.ts';
import type { Places } from './places.ts';
import type { Clock } from './ports.ts';
import { NO_USAGE, type Processes, within } from './process/process.ts';
import { keepRecentPasses } from './recent-passes.ts';
import type { State } from './state/state.ts';
import {
  type Sampling,
  type ServerUsage,
  type Supervision,
  secretArguments,
} from './supervision/supervision.ts';
import {
  createCustomMetrics,
  createOtlp,
  createProcessCounting,
  createPrometheus,
  createTickRecorder,
  createTrends,
  type History,
  openHistory,
  type ServerFigures,
  type ServerTotals,
  type TrafficLog,
  viewMetrics,
  watchUsualLatency,
} from './telemetry/telemetry.ts';

/** What the engine measures of its servers, keeps, makes of it and gives to others. */
export interface Monitor {
  /** Takes one pass over all servers, and keeps it. `intervalMs` is how long it will be until the next. */
  pass(intervalMs: number): Promise<{ readonly pass: SamplePass; readonly views: readonly ServerView[] }>;
  /** The last pass failed, with this message; null when it did not. */
  noteSamplingFault(message: string | null): void;
  /** The last minutes, oldest first. */
  recent(): SamplePass[];
  /** For the verdict on a server. */
  evidence(server: string): HealthEvidence;
  /** In the order of the configuration. Throws ProblemError `unknown-server`. */
  metrics(server?: string): ServerMetrics[];
  series(filter: z.output<typeof SeriesFilter>): Promise<SeriesPage>;
  /** Newest first. */
  markers(filter: z.output<typeof MarkerFilter>): RegisterEntry[];
  /** Throws ProblemError `unknown-server`. */
  trends(server?: string): Trend[];
  health(): HealthOverview;
  engineFigures(): EngineFigures;
  /** What alert rules look at, as far as it is measured here. */
  readonly sources: MonitorSources;
  /** Every figure in Prometheus' text format. */
  prometheus(): Promise<string>;
  /** The configuration, or the state of a server, may have changed. */
  look(): void;
  /**
   * To be called before the servers are stopped: what looks at them ends; what was measured is written, with a pass that is
   * under way.
   */
  close(): Promise<void>;
}

export interface MonitorSources {
  /** As of the last pass. */
  usage(server: string): ServerUsage | null;
  totals(server: string): ServerTotals | null;
  figures(server: string): ServerFigures;
  usualP95Ms(server: string): number | null;
  trends(server: string): readonly Trend[];
  dependencies(server: string): readonly DependencyView[];
  custom(server: string): ReadonlyMap<`custom:${string}`, number>;
  system(): SystemFacts | null;
  systemReport(): HealthReport;
  engineReport(): HealthReport;
  readonly openFilesLimit: number | null;
  readonly history: History;
}

export interface MonitorOptions {
  readonly version: string;
  readonly places: Places;
  readonly clock: Clock;
  readonly random: () => number;
  readonly startedAtMs: number;
  readonly processes: Pick<Processes, 'run'>;
  readonly register: Pick<State['register'], 'add' | 'between'>;
  readonly traffic: TrafficLog;
  /** Asked when all of them are there. */
  readonly supervision: () => Pick<Supervision, 'names' | 'views' | 'view' | 'health' | 'sample' | 'usage'>;
  /** A server as it was told last, which saves another look at each; null for one that is not configured. */
  readonly view: (server: string) => ServerView | null;
  readonly configuration: () => Configuration | null;
  readonly breaker: (server: string) => Pick<ServerTraffic, 'breaker' | 'breaker_reason'>;
  readonly overview: () => Overview;
  /** What is known of a server, beside its own life, is another. */
  readonly onChange: (server: string) => void;
  /** Values that nothing that is kept or shown may tell. */
  readonly hidden: HiddenValues;
  /** A fault of Signalbox that life goes on without. */
  readonly onFault: (text: string) => void;
}

/** Without a request for so long, those before say nothing about now. */
const ASKED_MS = 5 * 60_000;
/** A pass that is under way at the end may take so long: people wait for a quit. */
const LAST_PASS_MS = 3_000;

export function openMonitor(options: MonitorOptions): Monitor {
  const { clock, traffic, supervision, register, places, onChange, onFault } = options;
  const settings = () => options.configuration()?.monitoring ?? MONITORING_BEFORE_FILE;
  const secretsOf = (args: readonly string[]) => [...secretArguments(args), ...options.hidden.forms];
  const secrets = { isSecret: isSecretName, secretsIn: (text: string) => secretsOf([text]) };
  const recent = keepRecentPasses();
  const record = createTickRecorder();
  const counting = createProcessCounting();
  const own = watchOwnFigures(clock);
  const openFilesLimit = readOpenFilesLimit();
  let sampling: Sampling | null = null;
  let samplingFault: string | null = null;
  let intervalMs = settings().sampleIntervalMs;
  let passing: Promise<unknown> = Promise.resolve();
  /** Requests that each server had been asked, and when there was a new one. */
  const asked = new Map<string, { requests: number; atMs: number }>();

  /** Those that are configured and wanted here, with what they do now. */
  function known<Found>(
    make: (one: { readonly config: ServerConfig; readonly view: ServerView }) => Found,
    isWanted: (config: ServerConfig) => boolean = () => true,
  ): Found[] {
    return (options.configuration()?.servers ?? []).filter(isWanted).flatMap((config) => {
      const view = options.view(config.name);
      return view === null ? [] : [make({ config, view })];
    });
  }

  const history = openHistory({
    file: places.historyFile,
    clock,
    settings() {
      const { rawMs, minuteMs, quarterMs, historyMaxBytes: maxBytes } = settings();
      return { rawMs, minuteMs, quarterMs, maxBytes };
    },
    onFault: (text) => void register.add({ lamp: 'warn', kind: 'history', server: null, text }),
  });
  const trends = createTrends({
    clock,
    history,
    servers: () => known(trendServer),
    onLeak: (server, sentence) =>
      void register.add({ lamp: 'warn', kind: 'growing', server, text: `${server}: ${sentence}` }),
    onChange,
    onFault,
  });
  const usual = watchUsualLatency({ clock, history, servers: () => [...asked.keys()], onFault });
  const custom = createCustomMetrics({
    ...secrets,
    clock,
    servers: () => known(metricsSource, ({ metrics: found }) => found !== null),
    run: options.processes.run,
    onFault,
  });
  const checks = createDependencyChecks({
    clock,
    random: options.random,
    servers: () => known(checkedServer, ({ checks: found }) => found.length > 0),
    run: options.processes.run,
    isReady: (server) => supervision().view(server)?.state === 'ready',
    secretsOf,
    onChange,
    tell: (entry) => void register.add(entry),
  });
  const system = createSystemWatch({
    clock,
    folders: [
      { name: 'state', path: places.state },
      { name: 'logs', path: places.logs },
    ],
    privateFiles: [join(places.state, 'token'), places.runtimeFile, places.databaseFile, places.historyFile],
    needsNetwork: () => known(remoteHost).filter((host) => host !== null),
    onChange: () => {},
    tell: (entry) => void register.add(entry),
    onFault,
  });

  function noteAsked({ monotonicMs }: Sampling): void {
    const names = supervision().names();
    for (const name of asked.keys()) if (!names.includes(name)) asked.delete(name);
    for (const name of names) {
      const requests = traffic.totals(name)?.requests ?? 0;
      if (requests > (asked.get(name)?.requests ?? 0)) asked.set(name, { requests, atMs: monotonicMs });
    }
  }

  function metrics(server?: string): ServerMetrics[] {
    return found(server).map((view) =>
      viewMetrics({
        nowMs: clock.now(),
        view,
        usage: supervision().usage(view.name),
        noUsage: NO_USAGE,
        totals: traffic.totals(view.name),
        figures: traffic.server(view.name),
        custom: custom.of(view.name),
      }),
    );
  }

  /** One server, or all. */
  function found(server: string | undefined): ServerView[] {
    if (server === undefined) return supervision().views();
    const view = supervision().view(server);
    if (view === null) throw new ProblemError('unknown-server', `there is no server named ${server}`);
    return [view];
  }

  function engineFigures(): EngineFigures {
    return {
      version: options.version,
      ...own.read(),
      sampling: {
        interval_seconds: intervalMs / 1000,
        last_pass_ms: sampling?.tookMs ?? null,
        processes: sampling?.processes ?? 0,
      },
      history: history.figures(),
    };
  }

  const engineReport = () => judgeEngine(engineFigures(), { samplingFault, openFilesLimit });

  function health(): HealthOverview {
    return judgeWhole({
      at: new Date(clock.now()).toISOString(),
      overview: options.overview(),
      servers: supervision()
        .names()
        .map((name) => supervision().health(name)),
      engine: engineReport(),
      system: system.report(),
    });
  }

  const snapshot = () => ({
    servers: metrics(),
    views: supervision().views(),
    health: health(),
    engine: engineFigures(),
    startedAtMs: options.startedAtMs,
    counters: counting.of,
    custom: custom.current,
    operations: traffic.operations(),
  });
  const prometheus = createPrometheus({ snapshot, documentedNames: () => settings().documentedNames });
  const otlp = createOtlp({
    clock,
    version: options.version,
    settings: () => settings().otlp,
    snapshot,
    traffic,
    onFault,
  });

  async function takePass(): Promise<{ readonly pass: SamplePass; readonly views: readonly ServerView[] }> {
    const isFirst = sampling === null;
    const taken = await supervision().sample();
    sampling = taken;
    noteAsked(taken);
    const views = supervision().views();
    counting.note(taken, views);
    // Nothing was asked before the first began: what was asked while it was taken is more, which the next one sees.
    const totals = isFirst ? () => null : traffic.totals;
    history.append(record(taken, { intervalMs, views, totals, custom: custom.values }));
    return { pass: recent.add(taken, traffic.totals), views };
  }

  return {
    pass(nextMs) {
      intervalMs = nextMs;
      const pass = takePass();
      passing = pass.catch(() => {});
      return pass;
    },
    noteSamplingFault(message) {
      samplingFault = message;
    },
    recent: recent.all,
    evidence(server) {
      const last = asked.get(server);
      const isAsked = last !== undefined && clock.monotonic() - last.atMs < ASKED_MS;
      const figures = traffic.server(server);
      const { breaker, breaker_reason: breakerReason } = options.breaker(server);
      return {
        requests: isAsked
          ? {
              requests: figures.answered,
              errorRate: figures.faultRate ?? 0,
              p95Ms: figures.p95Ms,
              usualP95Ms: usual.p95Ms(server),
            }
          : null,
        breaker,
        breakerReason,
        dependencies: checks.of(server),
        trends: trends.of(server),
      };
    },
    metrics,
    async series(filter) {
      spanOf(filter, clock);
      return await history.series(filter);
    },
    markers: ({ server, limit, ...span }) => register.between({ server, limit, ...spanOf(span, clock) }),
    trends: (server) => found(server).flatMap(({ name }) => trends.of(name)),
    health,
    engineFigures,
    sources: {
      usage: (server) => supervision().usage(server),
      totals: traffic.totals,
      figures: traffic.server,
      usualP95Ms: usual.p95Ms,
      trends: trends.of,
      dependencies: checks.of,
      custom: custom.values,
      system: system.facts,
      systemReport: system.report,
      engineReport,
      openFilesLimit,
      history,
    },
    prometheus: prometheus.text,
    look() {
      checks.look();
      custom.look();
      otlp.look();
    },
    async close() {
      own.close();
      usual.close();
      trends.close();
      checks.close();
      system.close();
      await Promise.all([custom.close(), otlp.close()]);
      // Else what it has counted would be lost.
      await within(clock, LAST_PASS_MS, passing);
      history.close();
    },
  };
}

/** Throws ProblemError `bad-input` for a span that ends before it begins. */
function spanOf({ from, to }: { from: string; to?: string | undefined }, clock: Clock) {
  const fromMs = Date.parse(from);
  // The clock of who asks may be ahead: there is nothing yet, which is no fault.
  if (to === undefined) return { fromMs, toMs: Math.max(clock.now(), fromMs + 1) };
  const toMs = Date.parse(to);
  if (fromMs < toMs) return { fromMs, toMs };
  throw new ProblemError('bad-input', `from must be before to: ${from} is not before ${to}`);
}
