import type { ServerView } from '#contract/server.ts';
import type { Lamp } from '#contract/server-state.ts';
import type { ServerColumn, ServerOrder } from '../../../../store/view-store.ts';

const TROUBLE: Readonly<Record<Lamp, number>> = { bad: 4, warn: 3, info: 2, ok: 1, off: 0 };
/** Figures that differ by less look the same, or nearly so: they don't make servers change places. */
const GRAIN = { cpuPercent: 0.5, memoryBytes: 1_000_000, rate: 0.1 } as const;

/** By name and by score the lowest is looked for, by all else the highest. */
export function firstOrder(column: ServerColumn): ServerOrder {
  return { column, descending: column !== 'name' && column !== 'score' };
}

/** What a click on a column's heading leads to: its order, then the reverse, then the file's order again. */
export function nextOrder(order: ServerOrder | null, column: ServerColumn): ServerOrder | null {
  const first = firstOrder(column);
  if (order?.column !== column) return first;
  return order.descending === first.descending ? { column, descending: !first.descending } : null;
}

/**
 * Names in an order. Those of which the figure is not known come last either way; equal ones stay as the configuration
 * file has them. `rateOf` gives the requests a second of a server.
 */
export function sortServers(
  servers: readonly ServerView[],
  order: ServerOrder | null,
  rateOf: (name: string) => number | null,
): readonly string[] {
  const names = servers.map(({ name }) => name);
  if (order === null) return names;
  const sign = order.descending ? -1 : 1;
  if (order.column === 'name') return names.toSorted((a, b) => sign * a.localeCompare(b));
  const { column } = order;
  const keyed = servers.map((server) => ({ name: server.name, key: figureOf(server, column, rateOf) }));
  return keyed.toSorted((a, b) => compare(a.key, b.key, sign)).map(({ name }) => name);
}

function compare(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * (a - b);
}

function figureOf(
  server: ServerView,
  column: Exclude<ServerColumn, 'name'>,
  rateOf: (name: string) => number | null,
): number | null {
  const { traffic } = server;
  switch (column) {
    case 'trouble':
      // Within one lamp the lower score is the greater trouble.
      return TROUBLE[server.lamp] + (server.score === null ? 0 : (100 - server.score) / 1000);
    case 'score':
      return server.score;
    case 'cpu':
      return inGrains(server.cpu_percent, GRAIN.cpuPercent);
    case 'memory':
      return inGrains(server.memory_bytes, GRAIN.memoryBytes);
    case 'rate':
      return traffic.requests === 0 ? null : inGrains(rateOf(server.name), GRAIN.rate);
    case 'p95':
      return traffic.p95_ms;
    case 'errors':
      return traffic.error_rate;
    case 'threads':
      return server.threads;
    case 'files':
      return server.open_files;
    case 'restarts':
      return server.restarts;
    default:
      return column satisfies never;
  }
}

function inGrains(value: number | null, grain: number): number | null {
  return value === null ? null : Math.round(value / grain);
}

/**
 * The order that is shown while somebody points at the table: the one they saw, so that no row slips away from under
 * the pointer. Servers that came stand at the end, those that went are left out.
 */
export function heldOrder(shown: readonly string[], sorted: readonly string[]): readonly string[] {
  const known = new Set(sorted);
  const seen = new Set(shown);
  return [...shown.filter((name) => known.has(name)), ...sorted.filter((name) => !seen.has(name))];
}
