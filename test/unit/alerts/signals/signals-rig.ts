import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Alert } from '#contract/alert.ts';
import type { DependencyView, HealthReport } from '#contract/health.ts';
import type { LifecycleEvent } from '#contract/history.ts';
import type { LogLine } from '#contract/log-line.ts';
import type { Trend } from '#contract/metric.ts';
import type { ServerView } from '#contract/server.ts';
import { createSignals } from '#engine/alerts/signals/create-signals.ts';
import type { SignalSources } from '#engine/alerts/signals/sources.ts';
import {
  type AlertSettings,
  DEFAULT_ALERTS,
  DEFAULT_RULES,
  type Rule,
  type ServerConfig,
  type Signal,
} from '#engine/configuration/configuration.ts';
import type { SystemFacts } from '#engine/health/health.ts';
import type { ServerTotals, Step } from '#engine/telemetry/telemetry.ts';
import { BUCKETS, bucketOf } from '#engine/telemetry/traffic/histogram.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { memoryShelves } from '../../../fakes/memory-shelves.ts';
import { fakeServerConfig } from '../../../fakes/server-config.ts';
import { fakeServerView } from '../../../fakes/server-view.ts';

const WELL: HealthReport = { status: 'healthy', score: 100, levels: [], lost: [] };

export function fakeTotals(but: Partial<ServerTotals> = {}): ServerTotals {
  return {
    requests: 0,
    errors: 0,
    errorsByClass: { transport: 0, timeout: 0, protocol: 0, tool: 0 },
    rejected: 0,
    cancelled: 0,
    requestBytes: 0,
    responseBytes: 0,
    latencies: new Uint32Array(BUCKETS),
    ...but,
  };
}

/** So many requests of so many milliseconds each. */
export function latencies(...all: readonly (readonly [count: number, ms: number])[]): Uint32Array {
  const counts = new Uint32Array(BUCKETS);
  for (const [count, ms] of all) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + count;
  return counts;
}

export function fakeFacts(but: Partial<SystemFacts> = {}): SystemFacts {
  return { disks: [], folders: [], memory: null, clockJumps: [], network: null, ...but };
}

/** All that signals are made of, to be changed by a test between two looks. */
export interface World {
  configs: ServerConfig[];
  readonly views: Map<string, ServerView>;
  readonly totals: Map<string, ServerTotals>;
  readonly logErrors: Map<string, number>;
  readonly dependencies: Map<string, DependencyView[]>;
  readonly trends: Map<string, Trend[]>;
  readonly custom: Map<string, Map<`custom:${string}`, number>>;
  readonly usualP95Ms: Map<string, number>;
  readonly events: LifecycleEvent[];
  readonly steps: Step[];
  readonly faults: string[];
  settings: AlertSettings;
  facts: SystemFacts | null;
  system: HealthReport;
  engine: HealthReport;
  isValid: boolean;
  isUp: boolean;
  isClosing: boolean;
  mostOpenFiles: number | null;
  logBytes: number;
  open: Alert[];
}

/** Ready servers of these names; nothing is known of them but what their views say. */
export function signalsRig(names: readonly string[] = ['github'], stateFolder = temporaryFolder()) {
  const clock = new FakeClock();
  const world: World = {
    configs: names.map((name) => fakeServerConfig(name)),
    views: new Map(names.map((name) => [name, fakeServerView(name)])),
    totals: new Map(),
    logErrors: new Map(),
    dependencies: new Map(),
    trends: new Map(),
    custom: new Map(),
    usualP95Ms: new Map(),
    events: [],
    steps: [],
    faults: [],
    settings: DEFAULT_ALERTS,
    facts: fakeFacts(),
    system: WELL,
    engine: WELL,
    isValid: true,
    isUp: true,
    isClosing: false,
    mostOpenFiles: null,
    logBytes: 0,
    open: [],
  };
  let configuration = { servers: world.configs };
  let tail: ((lines: readonly LogLine[]) => void) | null = null;
  const sources: SignalSources = {
    clock,
    settings: () => world.settings,
    configuration() {
      if (configuration.servers !== world.configs) configuration = { servers: world.configs };
      return configuration;
    },
    isConfigurationValid: () => world.isValid,
    view: (server) => world.views.get(server) ?? null,
    usage: () => ({ mostOpenFiles: world.mostOpenFiles }),
    totals: (server) => world.totals.get(server) ?? null,
    figures: () => ({ p95Ms: null, requestsPerSecond: 0 }),
    usualP95Ms: (server) => world.usualP95Ms.get(server) ?? null,
    trends: (server) => world.trends.get(server) ?? [],
    dependencies: (server) => world.dependencies.get(server) ?? [],
    custom: (server) => world.custom.get(server) ?? new Map(),
    system: () => world.facts,
    systemReport: () => world.system,
    engineReport: () => world.engine,
    isNetworkUp: () => world.isUp,
    openFilesLimit: 1_000,
    lifecycle: {
      page: ({ server, limit }) =>
        world.events
          .filter((event) => event.server === server)
          .toReversed()
          .slice(0, limit),
    },
    history: { steps: async () => world.steps },
    logs: {
      counts: (server) => ({
        lines: world.logErrors.get(server) ?? 0,
        errors: world.logErrors.get(server) ?? 0,
      }),
      bytesOnDisk: async () => world.logBytes,
      subscribe(listener) {
        tail = listener;
        return () => {
          tail = null;
        };
      },
    },
    shelves: memoryShelves(),
    open: () => world.open,
    stateFolder,
    isClosing: () => world.isClosing,
    onFault: (text) => world.faults.push(text),
  };
  let signals = createSignals(sources);
  let eventId = 0;
  return {
    clock,
    world,
    sources,
    look: () => signals.look(),
    noteEdit: (server: string, why: string) => signals.noteEdit([server], why),
    lately: () => signals.lately(),
    /** The value of a signal in a look of this moment. */
    value(signal: Signal, server: string | null = 'github', rule = ruleFor(signal)): number | null {
      return subjectOf(signals.look(), server).value(signal, rule);
    },
    say(name: string, server: string | null = 'github') {
      const rule = ruleNamed(name);
      const subject = subjectOf(signals.look(), server);
      return subject.say(rule, subject.value(rule.signal, rule));
    },
    change(server: string, but: Partial<ServerView>): void {
      const view = world.views.get(server);
      if (view !== undefined) world.views.set(server, { ...view, ...but });
    },
    /** A step in a server's life, now. */
    event(server: string, from: LifecycleEvent['from'], to: LifecycleEvent['to'], code: string): void {
      eventId += 1;
      const at = new Date(clock.now()).toISOString();
      const rest = { pid: null, exit_code: null, signal: null, next_start_ms: null };
      world.events.push({
        id: eventId,
        at,
        server,
        instance: 1,
        run: 1,
        from,
        to,
        code,
        reason: code,
        ...rest,
      });
    },
    write: (server: string, ...texts: readonly string[]) =>
      tail?.(
        texts.map((text, seq) => ({
          seq,
          at: '2026-01-01T00:00:00Z',
          server,
          stream: 'stderr',
          level: 'info',
          text,
        })),
      ),
    isFollowingLogs: () => tail !== null,
    restart(): void {
      signals.close();
      signals = createSignals(sources);
    },
    close: () => signals.close(),
  };
}

function subjectOf(look: ReturnType<ReturnType<typeof createSignals>['look']>, server: string | null) {
  const found = server === null ? look.machine : look.servers.find((one) => one.server === server);
  if (found === undefined) throw new Error(`no look at ${server}`);
  return found;
}

export function ruleNamed(name: string): Rule {
  const rule = DEFAULT_RULES.find((one) => one.name === name);
  if (rule === undefined) throw new Error(`there is no rule ${name}`);
  return rule;
}

function ruleFor(signal: Signal): Rule {
  return { ...ruleNamed('high_cpu'), signal };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-signals-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }));
  return folder;
}
