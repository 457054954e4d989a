import type { ClientView, Traffic } from '#contract/traffic.ts';

/** All sessions of one program. */
export interface ClientGroup {
  readonly name: string;
  /** Empty when it is not attached any more. */
  readonly sessions: readonly ClientView[];
  readonly inFlight: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
}

/** The programs that are attached, or were and asked something, by name. */
export function clientGroups({ clients, flows }: Traffic): ClientGroup[] {
  const names = new Set([...clients.map(({ name }) => name), ...flows.map(({ client }) => client)]);
  return [...names].sort().map((name) => {
    const own = flows.filter(({ client }) => client === name);
    return {
      name,
      sessions: clients.filter((client) => client.name === name),
      inFlight: sum(own, ({ in_flight: count }) => count),
      requests: sum(own, ({ requests }) => requests),
      requestsPerSecond: sum(own, ({ requests_per_second: rate }) => rate),
    };
  });
}

/** Servers to be drawn: with requests, or with something to tell of. The rest is only named. */
export function sortServers(
  order: readonly string[],
  { flows, servers }: Traffic,
): { readonly drawn: readonly string[]; readonly quiet: readonly string[] } {
  const asked = new Set(flows.map(({ server }) => server));
  const broken = new Set(servers.filter(({ breaker }) => breaker !== 'closed').map(({ server }) => server));
  const known = [...order, ...[...asked].filter((name) => !order.includes(name)).sort()];
  const isDrawn = (name: string): boolean => asked.has(name) || broken.has(name);
  return { drawn: known.filter(isDrawn), quiet: known.filter((name) => !isDrawn(name)) };
}

/** Requests a second of one server, all clients together; null before anything is known. */
export function rateOf(traffic: Traffic | null, server: string): number | null {
  if (traffic === null) return null;
  return sum(
    traffic.flows.filter((flow) => flow.server === server),
    ({ requests_per_second: rate }) => rate,
  );
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
