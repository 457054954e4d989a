import { METRIC_KEYS, METRICS, type MetricKey } from '#contract/metric.ts';
import type { ServerView } from '#contract/server.ts';
import type { BreakerState } from '#contract/traffic.ts';
import type { Sampling, ServerUsage } from '../supervision/supervision.ts';
import type { Tick, TickValues } from './history/history.ts';
import type { ServerTotals } from './traffic/traffic-log.ts';

/** As the history keeps it: a number, so that its minimum and maximum mean something. */
const BREAKER_LEVELS: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** What a tick is made of, beside the sampling itself. */
export interface TickSources {
  readonly intervalMs: number;
  readonly views: readonly ServerView[];
  readonly totals: (server: string) => ServerTotals | null;
  /** A server's own metrics, by the keys of the history. */
  readonly custom: (server: string) => ReadonlyMap<`custom:${string}`, number>;
}

/**
 * Makes what the history keeps of each pass. Of a server that neither runs nor was ever asked for anything nothing is
 * kept but its counts of the first pass, so that what is asked of it before the next is seen to be more. One for each run
 * of the engine: latencies are those since the tick before.
 */
export function createTickRecorder(): (sampling: Sampling, sources: TickSources) => Tick {
  const seen = new Map<string, Uint32Array>();
  const begun = new Set<string>();

  function latenciesOf(server: string, totals: ServerTotals): number[] | null {
    const before = seen.get(server);
    const since: number[] = [];
    for (const [bucket, count] of totals.latencies.entries()) {
      const more = count - (before?.[bucket] ?? 0);
      if (more > 0) since.push(bucket, more);
    }
    if (since.length === 0) return null;
    if (before === undefined) seen.set(server, totals.latencies.slice());
    else before.set(totals.latencies);
    return since;
  }

  return (sampling, { intervalMs, views, totals, custom }) => {
    const servers = new Map<string, TickValues>();
    for (const view of views) {
      const counted = totals(view.name);
      const usage = sampling.servers.get(view.name) ?? null;
      // One that should run and does not has a score: a day on which it was down was no good day.
      const isIdle = usage === null && counted === null && view.state !== 'ready' && view.score === null;
      if (isIdle && begun.has(view.name)) continue;
      begun.add(view.name);
      const values: Values = new Map(isIdle ? [] : custom(view.name));
      if (usage !== null) putUsage(values, usage);
      if (!isIdle) putStanding(values, view);
      putCounts(values, view, counted);
      servers.set(view.name, { values, latencies: counted && latenciesOf(view.name, counted) });
    }
    for (const name of seen.keys()) {
      if (!servers.has(name)) seen.delete(name);
    }
    return { atMs: sampling.atMs, monotonicMs: sampling.monotonicMs, intervalMs, servers };
  };
}

type Values = Map<MetricKey | `custom:${string}`, number>;

const USAGE_GAUGES = METRIC_KEYS.filter((key) => METRICS[key].kind === 'gauge');

function putUsage(values: Values, { usage, processes, counters }: ServerUsage): void {
  const found: Readonly<Record<string, number | null>> = usage;
  for (const key of USAGE_GAUGES) {
    const value = Object.hasOwn(found, key) ? found[key] : null;
    if (value != null) values.set(key, value);
  }
  values.set('processes', processes);
  if (counters === null) return;
  values.set('read_bytes', counters.read_bytes);
  values.set('written_bytes', counters.written_bytes);
  values.set('reads', counters.reads);
  values.set('writes', counters.writes);
  values.set('context_switches', counters.context_switches);
}

function putStanding(values: Values, view: ServerView): void {
  if (view.probe_ms !== null) values.set('probe_ms', view.probe_ms);
  if (view.score !== null) values.set('score', view.score);
  values.set('in_flight', view.in_flight);
  values.set('queued', view.queued);
  values.set('clients', view.traffic.clients);
  values.set('breaker', BREAKER_LEVELS[view.traffic.breaker]);
}

function putCounts(values: Values, view: ServerView, totals: ServerTotals | null): void {
  // Zero, not unknown: the gateway sees every request, and there was none.
  values.set('requests', totals?.requests ?? 0);
  values.set('errors', totals?.errors ?? 0);
  values.set('errors_transport', totals?.errorsByClass.transport ?? 0);
  values.set('errors_timeout', totals?.errorsByClass.timeout ?? 0);
  values.set('errors_protocol', totals?.errorsByClass.protocol ?? 0);
  values.set('errors_tool', totals?.errorsByClass.tool ?? 0);
  values.set('rejected', totals?.rejected ?? 0);
  values.set('request_bytes', totals?.requestBytes ?? 0);
  values.set('response_bytes', totals?.responseBytes ?? 0);
  values.set('cache_hits', view.traffic.cache_hits);
  values.set('cache_misses', view.traffic.cache_misses);
}
