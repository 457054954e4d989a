import type { MethodLatency } from '#contract/traffic.ts';

export type LatencyColumn =
  | 'server'
  | 'target'
  | 'requests'
  | 'errors'
  | 'p50_ms'
  | 'p95_ms'
  | 'p99_ms'
  | 'max_ms';

export interface Order {
  readonly column: LatencyColumn;
  readonly descending: boolean;
}

/** Sorted by one column; equal ones by server and name, so that they keep their places while figures change. */
export function sortLatencies(latencies: readonly MethodLatency[], order: Order): MethodLatency[] {
  const sign = order.descending ? -1 : 1;
  return latencies.toSorted((a, b) => sign * compare(a, b, order.column) || byName(a, b));
}

/** The share of requests that failed, 0 to 1. */
export function errorShare({ requests, errors }: MethodLatency): number {
  return requests === 0 ? 0 : errors / requests;
}

/** The tool, prompt or method, as it is shown. */
export function nameOf({ target, method }: MethodLatency): string {
  return target ?? method;
}

function compare(a: MethodLatency, b: MethodLatency, column: LatencyColumn): number {
  switch (column) {
    case 'server':
      return a.server.localeCompare(b.server);
    case 'target':
      return nameOf(a).localeCompare(nameOf(b));
    case 'errors':
      return errorShare(a) - errorShare(b);
    default:
      return a[column] - b[column];
  }
}

function byName(a: MethodLatency, b: MethodLatency): number {
  return (
    a.server.localeCompare(b.server) || nameOf(a).localeCompare(nameOf(b)) || a.method.localeCompare(b.method)
  );
}
