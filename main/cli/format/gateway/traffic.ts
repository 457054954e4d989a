import type { Flow, MethodLatency, RequestInFlight, ServerTraffic, Traffic } from '#contract/traffic.ts';
import { formatDuration } from '../figures.ts';
import { lampPaint } from '../lamp.ts';
import { plainText } from '../plain-text.ts';
import { type Cell, type Column, formatTable, type Paint } from '../table.ts';
import { formatLatency, formatRate } from './latency.ts';

/** As many of the slowest tools as fit beside the rest. */
const SLOWEST = 10;

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

const FLOW_COLUMNS = [
  ...['CLIENT', 'SERVER'].map(left),
  ...['REQ/S', 'ERR/S', 'P50', 'P95', 'IN FLIGHT', 'REQUESTS', 'ERRORS'].map(right),
];
const IN_FLIGHT_COLUMNS = [
  right('SEQ'),
  ...['CLIENT', 'SERVER', 'METHOD', 'TARGET'].map(left),
  right('ELAPSED'),
  left('PROGRESS'),
];
const LATENCY_COLUMNS = [
  ...['SERVER', 'METHOD', 'TARGET'].map(left),
  ...['REQUESTS', 'ERRORS', 'P50', 'P95', 'P99', 'MAX'].map(right),
];

/** What `signalbox traffic` prints: who asks what of whom, what is under way, and what is slow. */
export function formatTraffic(
  { clients, flows, in_flight, servers }: Traffic,
  latencies: readonly MethodLatency[],
  now: Date,
  color: boolean,
): string[] {
  const bad = lampPaint('bad', color);
  const head = `${clients.length} ${clients.length === 1 ? 'client' : 'clients'} · ${in_flight.length} in flight`;
  const remarks = servers.flatMap(remarksOn);
  return [
    head,
    ...table(
      FLOW_COLUMNS,
      flows.map((flow) => flowRow(flow, bad)),
    ),
    ...table(
      IN_FLIGHT_COLUMNS,
      in_flight.map((request) => inFlightRow(request, now)),
    ),
    ...table(
      LATENCY_COLUMNS,
      latencies.slice(0, SLOWEST).map((latency) => latencyRow(latency, bad)),
    ),
    ...(remarks.length === 0 ? [] : ['', ...remarks]),
  ];
}

/** Nothing at all for no rows. */
function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string[] {
  return rows.length === 0 ? [] : ['', ...formatTable(columns, rows)];
}

function flowRow(flow: Flow, bad: Paint): Cell[] {
  return [
    { text: plainText(flow.client) },
    { text: flow.server },
    { text: formatRate(flow.requests_per_second) },
    { text: formatRate(flow.errors_per_second), ...(flow.errors_per_second > 0 ? { paint: bad } : {}) },
    { text: formatLatency(flow.p50_ms) },
    { text: formatLatency(flow.p95_ms) },
    { text: String(flow.in_flight) },
    { text: String(flow.requests) },
    { text: String(flow.errors) },
  ];
}

function inFlightRow(request: RequestInFlight, now: Date): Cell[] {
  const elapsedSeconds = (now.getTime() - new Date(request.since).getTime()) / 1000;
  return [
    { text: String(request.seq) },
    { text: plainText(request.client) },
    { text: request.server },
    { text: plainText(request.method) },
    { text: plainText(request.target ?? '') },
    { text: formatDuration(elapsedSeconds) },
    { text: progressOf(request) },
  ];
}

function progressOf({ queued, progress }: RequestInFlight): string {
  if (queued) return 'waits for its turn';
  if (progress === null) return '';
  const total = progress.total === null ? '' : ` of ${progress.total}`;
  const message = progress.message === null ? '' : `, ${plainText(progress.message)}`;
  return `${progress.progress}${total}${message}`;
}

function latencyRow(latency: MethodLatency, bad: Paint): Cell[] {
  return [
    { text: latency.server },
    { text: plainText(latency.method) },
    { text: plainText(latency.target ?? '') },
    { text: String(latency.requests) },
    { text: String(latency.errors), ...(latency.errors > 0 ? { paint: bad } : {}) },
    { text: formatLatency(latency.p50_ms) },
    { text: formatLatency(latency.p95_ms) },
    { text: formatLatency(latency.p99_ms) },
    { text: formatLatency(latency.max_ms) },
  ];
}

function remarksOn({ server, breaker, breaker_reason }: ServerTraffic): string[] {
  if (breaker === 'closed') return [];
  return [
    `${server}: the circuit breaker is ${breaker}; ${plainText(breaker_reason ?? 'no reason is known')}`,
  ];
}
