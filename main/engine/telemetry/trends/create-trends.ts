import type { Trend } from '#contract/metric.ts';
import type { Clock } from '../../ports.ts';
import type { History } from '../history/history.ts';
import { judgeTrend, STEP_MS, TREND_METRICS } from './judge-trend.ts';
import { KeptSteps } from './kept-steps.ts';
import { LEAK_SPAN_MS } from './leak.ts';
import type { TrendMetric, Trends } from './trends.ts';

/** Each server is looked at so often, spread over the time. */
const LOOK_MS = 5 * 60_000;
/** A server that is new waits no longer than this. */
const MAX_PAUSE_MS = 30_000;
/** With very many servers, looks come further apart instead of faster. */
const MIN_PAUSE_MS = 1_000;

export interface TrendServer {
  readonly name: string;
  /** When its process started, in milliseconds since 1970; null while it runs none: then it has no trends. */
  readonly startedAtMs: number | null;
  /** What its memory may grow to; null without a limit. */
  readonly memoryLimitBytes: number | null;
}

export interface TrendsOptions {
  readonly clock: Clock;
  readonly history: Pick<History, 'steps'>;
  /** Asked at each look. */
  readonly servers: () => readonly TrendServer[];
  /** Its memory began to rise as a leak does; told once for each process. */
  readonly onLeak: (server: string, sentence: string) => void;
  /** What is forecast of it is another. */
  readonly onChange: (server: string) => void;
  /** The history could not be read; told once until it can be again. */
  readonly onFault: (text: string) => void;
}

/** What is known of one process. */
interface Watched {
  readonly startedAtMs: number;
  readonly steps: ReadonlyMap<TrendMetric, KeptSteps>;
  lookedMs: number;
  trends: readonly Trend[];
  leakTold: boolean;
}

/** Made once by the engine; close() ends its timer. */
export function createTrends(options: TrendsOptions): Trends {
  const { clock, history } = options;
  const watched = new Map<string, Watched>();
  let cancelTimer = (): void => {};
  let closed = false;
  let faulty = false;

  function plan(): void {
    const pauseMs = LOOK_MS / Math.max(1, options.servers().length);
    cancelTimer = clock.after(Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, pauseMs)), () => {
      lookAtOldest()
        .then(
          (looked) => {
            if (looked) faulty = false;
          },
          (error: unknown) => {
            if (!faulty && !closed) options.onFault(`Trends can't be read: ${String(error)}`);
            faulty = true;
          },
        )
        .finally(() => {
          if (!closed) plan();
        });
    });
  }

  /** Looks at the server whose last look is the longest ago; false when none is due. */
  async function lookAtOldest(): Promise<boolean> {
    const servers = options.servers();
    forgetOthers(servers);
    const nowMs = clock.monotonic();
    let oldest: { name: string; limit: number | null; state: Watched } | null = null;
    for (const { name, startedAtMs, memoryLimitBytes } of servers) {
      if (startedAtMs === null) continue;
      const state = stateOf(name, startedAtMs);
      if (oldest === null || state.lookedMs < oldest.state.lookedMs) {
        oldest = { name, limit: memoryLimitBytes, state };
      }
    }
    // A little early is due, too: else each would wait for a whole pause more.
    if (oldest === null || nowMs - oldest.state.lookedMs < LOOK_MS - MAX_PAUSE_MS / 2) return false;
    oldest.state.lookedMs = nowMs;
    await look(oldest.name, oldest.limit, oldest.state);
    return true;
  }

  function stateOf(name: string, startedAtMs: number): Watched {
    const known = watched.get(name);
    // A new process starts at nothing again, and what it does says nothing of the one before.
    if (known?.startedAtMs === startedAtMs) return known;
    const fresh: Watched = {
      startedAtMs,
      steps: new Map(TREND_METRICS.map((metric) => [metric, new KeptSteps()])),
      lookedMs: -Infinity,
      trends: [],
      leakTold: false,
    };
    watched.set(name, fresh);
    if (known !== undefined && forecastOf(known.trends) !== null) options.onChange(name);
    return fresh;
  }

  function forgetOthers(servers: readonly TrendServer[]): void {
    const running = new Set(servers.filter((one) => one.startedAtMs !== null).map(({ name }) => name));
    for (const [name, { trends }] of watched) {
      if (running.has(name)) continue;
      watched.delete(name);
      if (forecastOf(trends) !== null) options.onChange(name);
    }
  }

  async function look(server: string, memoryLimit: number | null, state: Watched): Promise<void> {
    const toMs = Math.floor(clock.now() / STEP_MS) * STEP_MS;
    // The step in which the process started may hold samples of the one before.
    const startMs = Math.ceil(state.startedAtMs / STEP_MS) * STEP_MS;
    const span = { fromMs: Math.max(startMs, toMs - LEAK_SPAN_MS - STEP_MS), toMs };
    const trends: Trend[] = [];
    for (const [metric, steps] of state.steps) {
      await steps.readOn(
        (fromMs, untilMs) => history.steps(server, metric, { fromMs, toMs: untilMs, stepMs: STEP_MS }),
        span,
      );
      if (closed) return;
      const limit = metric === 'memory_bytes' ? memoryLimit : null;
      const trend = judgeTrend({ server, metric, limit }, steps.all(), toMs);
      if (trend !== null) trends.push(trend);
    }
    if (watched.get(server) === state) take(server, state, trends);
  }

  function take(server: string, state: Watched, trends: readonly Trend[]): void {
    const before = forecastOf(state.trends);
    state.trends = trends;
    const leak = trends.find(({ is_leak }) => is_leak);
    if (leak?.sentence != null && !state.leakTold) {
      state.leakTold = true;
      options.onLeak(server, leak.sentence);
    }
    if (forecastOf(trends) !== before) options.onChange(server);
  }

  plan();
  return {
    of: (server) => watched.get(server)?.trends ?? [],
    forecast: (server) => forecastOf(watched.get(server)?.trends ?? []),
    close() {
      closed = true;
      cancelTimer();
    },
  };
}

/** Memory that grows towards its limit, or as a leak does. */
function forecastOf(trends: readonly Trend[]): string | null {
  const memory = trends.find(({ metric }) => metric === 'memory_bytes');
  const leads = memory !== undefined && (memory.is_leak || memory.reaches_limit_at !== null);
  return leads ? memory.sentence : null;
}
