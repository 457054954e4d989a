import { SIGNALS, type SignalName } from '#contract/alert-signal.ts';
import type { Rule, Signal } from '../../configuration/configuration.ts';
import type { History } from '../../telemetry/telemetry.ts';
import { type KeptSeries, readSeries, type Span } from './kept-series.ts';
import { usualBefore } from './usual.ts';

/** What a rule would have looked at in one step of the past; null where it was not known. */
export interface Figure {
  readonly atMs: number;
  /** Of the whole step. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PastFigures {
  /** The series that they come from. */
  readonly metric: string;
  readonly stepMs: number;
  readonly figures: readonly Figure[];
  /** Where a figure of the rule lies on the chart of that series; null where it has no place on it. */
  readonly onChart: (figure: number) => number | null;
}

export interface PastOptions {
  readonly rule: Rule;
  readonly server: string;
  readonly history: Pick<History, 'series' | 'steps'>;
  readonly span: Span;
  /** The smaller of the server's two memory limits; null without one. */
  readonly memoryLimitBytes: number | null;
}

/** What a rule would have looked at in a span of the past. Null where the history keeps nothing of it. */
export async function readPast(options: PastOptions): Promise<PastFigures | null> {
  const { rule, server, history, span } = options;
  if (rule.scope === 'machine' || rule.condition.kind === 'log') return null;
  const derive = DERIVED[rule.signal as SignalName];
  if (derive !== undefined) return await derive(options);
  const metric = metricOf(rule.signal);
  if (metric === null) return null;
  // Whether it ran is not kept as such; while it did, its processes were counted, or it was probed.
  const others = rule.condition.kind === 'absent' ? ['processes', 'probe_ms'] : [];
  const leastMs = metric === 'p95_ms' ? LATENCY_STEP_MS : undefined;
  const kept = await readSeries(history, server, [...new Set([metric, ...others])], span, leastMs);
  if (rule.condition.kind === 'absent') return absence(metric, kept);
  const figures = merged(kept, metric, (figure) => figure);
  return { metric, stepMs: kept.stepMs, figures, onChart: (figure) => figure };
}

const GIB = 1024 ** 3;
const HABIT_MS = 3 * 24 * 3_600_000;
const HABIT_STEP_MS = 10 * 60_000;
const WINDOW_MS = 5 * 60_000;
const MIN_REQUESTS = 20;
/** Percentiles of a few seconds tell nothing. */
const LATENCY_STEP_MS = 10 * 60_000;

type Derive = (options: PastOptions) => Promise<PastFigures | null>;

/** Those that are computed from other series; with the same meaning as in a look. */
const DERIVED: Partial<Record<SignalName, Derive>> = {
  async breaker_open({ server, history, span }) {
    const kept = await readSeries(history, server, ['breaker'], span);
    const isOpen = (state: number) => (state >= 2 ? 1 : state === 0 ? 0 : null);
    return {
      metric: 'breaker',
      stepMs: kept.stepMs,
      figures: merged(kept, 'breaker', isOpen),
      onChart: () => 2,
    };
  },
  async memory_of_limit_percent({ server, history, span, memoryLimitBytes: limit }) {
    if (limit === null) return null;
    const kept = await readSeries(history, server, ['memory_bytes'], span);
    return {
      metric: 'memory_bytes',
      stepMs: kept.stepMs,
      figures: merged(kept, 'memory_bytes', (bytes) => (100 * bytes) / limit),
      onChart: (percent) => (percent / 100) * limit,
    };
  },
  async memory_times_usual({ server, history, span, memoryLimitBytes }) {
    if (memoryLimitBytes !== null) return null;
    const firstMs = Math.floor((span.fromMs - HABIT_MS) / HABIT_STEP_MS) * HABIT_STEP_MS;
    const before = { fromMs: firstMs, toMs: span.toMs };
    const [kept, habit] = await Promise.all([
      readSeries(history, server, ['memory_bytes'], span),
      history.steps(server, 'memory_bytes', { ...before, stepMs: HABIT_STEP_MS }),
    ]);
    const usual = usualBefore(
      habit.map(({ atMs }) => atMs),
      habit.map(({ sum, count }) => sum / count),
    );
    const times = (bytes: number, atMs: number) => {
      if (bytes < GIB) return 0;
      const bytesThen = usual(atMs);
      return bytesThen === null ? null : bytes / bytesThen;
    };
    const figures = merged(kept, 'memory_bytes', times);
    return { metric: 'memory_bytes', stepMs: kept.stepMs, figures, onChart: () => null };
  },
  errors_5m: (options) => counted(options, 'errors'),
  disconnections_5m: (options) => counted(options, 'errors_transport'),
  async requests_per_minute({ server, history, span }) {
    const kept = await readSeries(history, server, ['requests'], span);
    const figures = merged(kept, 'requests', (perSecond) => 60 * perSecond);
    return { metric: 'requests', stepMs: kept.stepMs, figures, onChart: (figure) => figure / 60 };
  },
  async error_percent_5m({ server, history, span }) {
    const kept = await readSeries(history, server, ['errors', 'requests', 'rejected'], span);
    const [errors, requests, rejected] = ['errors', 'requests', 'rejected'].map((metric) =>
      within(kept, metric),
    );
    const figures = kept.times.map((atMs, at) => {
      const asked = (requests?.[at] ?? 0) - (rejected?.[at] ?? 0);
      const failed = errors?.[at] ?? null;
      return same(atMs, failed === null || asked < MIN_REQUESTS ? null : (100 * failed) / asked);
    });
    return { metric: 'errors', stepMs: kept.stepMs, figures, onChart: () => null };
  },
};

function metricOf(signal: Signal): string | null {
  return Object.hasOwn(SIGNALS, signal) ? SIGNALS[signal as SignalName].metric : signal;
}

async function counted({ server, history, span }: PastOptions, metric: string): Promise<PastFigures> {
  const kept = await readSeries(history, server, [metric], span);
  const sums = within(kept, metric);
  const figures = kept.times.map((atMs, at) => same(atMs, sums[at] ?? null));
  return { metric, stepMs: kept.stepMs, figures, onChart: () => null };
}

/** What a counter rose by within the five minutes that end with each step; longer steps give their share. */
function within({ times, stepMs, values }: KeptSeries, metric: string): readonly (number | null)[] {
  const sums = values(metric, 'sum');
  const share = Math.min(1, WINDOW_MS / Math.max(1, stepMs));
  let first = 0;
  let rose = 0;
  return times.map((atMs, at) => {
    rose += sums[at] ?? 0;
    for (; (times[first] ?? atMs) <= atMs - Math.max(WINDOW_MS, stepMs); first++) rose -= sums[first] ?? 0;
    return sums[at] === null || sums[at] === undefined ? null : rose * share;
  });
}

function absence(metric: string, kept: KeptSeries): PastFigures {
  const own = kept.values(metric, 'mean');
  const running = [kept.values('processes', 'max'), kept.values('probe_ms', 'max')];
  // While it did not run, nothing could be missing.
  const figures = kept.times.flatMap((atMs, at) => {
    const ran = running.some((values) => (values[at] ?? null) !== null);
    return ran || (own[at] ?? null) !== null ? [same(atMs, own[at] ?? null)] : [];
  });
  return { metric, stepMs: kept.stepMs, figures, onChart: () => null };
}

function merged(
  kept: KeptSeries,
  metric: string,
  say: (figure: number, atMs: number) => number | null,
): Figure[] {
  const means = kept.values(metric, 'mean');
  const lows = kept.values(metric, 'min');
  const highs = kept.values(metric, 'max');
  const read = (value: number | null | undefined, atMs: number) =>
    value === null || value === undefined ? null : say(value, atMs);
  return kept.times.map((atMs, at) => {
    const mean = read(means[at], atMs);
    return { atMs, mean, low: read(lows[at], atMs) ?? mean, high: read(highs[at], atMs) ?? mean };
  });
}

function same(atMs: number, figure: number | null): Figure {
  return { atMs, mean: figure, low: figure, high: figure };
}
