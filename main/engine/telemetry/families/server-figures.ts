import type { CustomMetric } from '#contract/metric.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import type { Labels, Unit } from './family.ts';
import type { ProcessCounters } from './process-counters.ts';

/** All that is known of one server. */
export interface ServerFigures {
  readonly view: ServerView;
  readonly metrics: ServerMetrics;
  /** Null for one that never ran. */
  readonly counters: ProcessCounters | null;
  /** What its own command printed, as far as it holds now. */
  readonly custom: readonly CustomMetric[];
}

export type Read = (figures: ServerFigures) => number | null;

interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly help: string;
  /** Null where it is not known. */
  readonly read: Read;
}

/** One number of each server. */
export const SINGLE: readonly (Figure & { readonly kind: 'gauge' | 'counter' })[] = [
  gauge('up', '', '1 while the server is ready to answer.', ({ view }) => Number(view.state === 'ready')),
  gauge('health_score', '', 'Health from 0 to 100; missing without evidence.', ({ view }) => view.score),
  gauge('start_time', 's', 'When the process was started, since 1970.', ({ view }) => startOf(view)),
  gauge('probe', 's', 'Round trip of the last answered probe.', ({ view }) => seconds(view.probe_ms)),
  gauge('tools', '', 'Tools that the server offers.', ({ view }) => view.tools),
  gauge('cpu_usage', '1', 'Processor use of the tree; 1 is one core.', ({ metrics }) => cores(metrics)),
  gauge('resident_memory', 'By', 'Resident memory of the tree.', ({ metrics }) => metrics.memory_bytes),
  gauge('pss_memory', 'By', 'Memory with shared pages counted once.', ({ metrics }) => metrics.pss_bytes),
  gauge('shared_memory', 'By', 'Resident pages that may be shared.', ({ metrics }) => metrics.shared_bytes),
  gauge('virtual_memory', 'By', 'Address space of the tree.', ({ metrics }) => metrics.virtual_bytes),
  gauge('processes', '', 'Processes of the tree.', ({ metrics }) => metrics.processes),
  gauge('threads', '', 'Threads of the tree.', ({ metrics }) => metrics.threads),
  gauge('open_files', '', 'Open files of the tree.', ({ metrics }) => metrics.open_files),
  gauge('connections', '', 'Network connections of the tree.', ({ metrics }) => metrics.connections),
  gauge('in_flight_requests', '', 'Requests being worked on.', ({ metrics }) => metrics.requests.in_flight),
  gauge('queued_requests', '', 'Requests that wait for a turn.', ({ metrics }) => metrics.requests.queued),
  gauge('clients', '', 'Clients attached.', ({ metrics }) => metrics.requests.active_connections),
  gauge(
    'limit_restarts',
    '',
    'Restarts for a limit, within an hour of each other.',
    ({ view }) => view.limit_restarts,
  ),
  counter('requests', '', 'Requests of clients.', ({ metrics }) => metrics.requests.requests),
  counter('rejected_requests', '', 'Requests refused unsent.', ({ metrics }) => metrics.requests.rejected),
  counter('request', 'By', 'Bytes of requests.', ({ metrics }) => metrics.requests.request_bytes),
  counter('response', 'By', 'Bytes of answers.', ({ metrics }) => metrics.requests.response_bytes),
  counter('cache_hits', '', 'Answers from the cache.', ({ metrics }) => metrics.requests.cache_hits),
  counter('cache_misses', '', 'Answers not in the cache.', ({ metrics }) => metrics.requests.cache_misses),
];

const CPU_HELP = 'Processor time of the tree.';

/** What is counted of the processes of a server, over restarts. */
export const COUNTED: readonly (Figure & { readonly labels: Labels })[] = [
  counted('cpu', 's', CPU_HELP, 'cpu_user_seconds', { mode: 'user' }),
  counted('cpu', 's', CPU_HELP, 'cpu_system_seconds', { mode: 'system' }),
  counted('read', 'By', 'Bytes read by the tree.', 'read_bytes'),
  counted('written', 'By', 'Bytes written by the tree.', 'written_bytes'),
  counted('reads', '', 'Read calls of the tree.', 'reads'),
  counted('writes', '', 'Write calls of the tree.', 'writes'),
  counted('context_switches', '', 'Context switches of the tree, of first threads.', 'context_switches'),
  counted('restarts', '', 'Starts that followed an unwanted end.', 'restarts'),
];

function gauge(name: string, unit: Unit, help: string, read: Read) {
  return { name, unit, help, read, kind: 'gauge' as const };
}

function counter(name: string, unit: Unit, help: string, read: Read) {
  return { name, unit, help, read, kind: 'counter' as const };
}

function counted(name: string, unit: Unit, help: string, key: keyof ProcessCounters, labels: Labels = {}) {
  const read: Read = ({ counters }) => counters?.[key] ?? null;
  return { name, unit, help, read, labels };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

function cores({ cpu_percent: percent }: ServerMetrics): number | null {
  return percent === null ? null : percent / 100;
}

function startOf({ started_at: startedAt }: ServerView): number | null {
  return startedAt === null ? null : Date.parse(startedAt) / 1000;
}
