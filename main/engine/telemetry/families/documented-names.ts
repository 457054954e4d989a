import type { Family, Unit } from './family.ts';
import type { Read, ServerFigures } from './server-figures.ts';

const BREAKER_LEVELS = { closed: 0, 'half-open': 1, open: 2 } as const;

const FIGURES: readonly (readonly [name: string, kind: 'gauge' | 'counter', help: string, read: Read])[] = [
  ['request_count', 'counter', 'Requests of clients.', ({ metrics }) => metrics.requests.requests],
  ['error_count', 'counter', 'Requests that failed.', ({ metrics }) => metrics.requests.errors],
  ['error_rate', 'gauge', 'Share that failed, last minute.', ({ metrics }) => metrics.requests.error_rate],
  ['average_response_time_ms', 'gauge', 'Last minute.', ({ metrics }) => metrics.requests.mean_ms],
  [
    'memory_usage_mb',
    'gauge',
    'Resident memory of the tree.',
    ({ metrics }) => megabytes(metrics.memory_bytes),
  ],
  ['active_connections', 'gauge', 'Clients.', ({ metrics }) => metrics.requests.active_connections],
  ['uptime_seconds', 'gauge', 'Since its process was started.', ({ metrics }) => metrics.uptime_seconds],
  [
    'circuit_breaker_state',
    'gauge',
    '0 closed, 1 half-open, 2 open.',
    ({ metrics }) => BREAKER_LEVELS[metrics.requests.breaker],
  ],
];

/**
 * The documented names `mcp_<server>_…`, which have the server in the name and are no base units: for dashboards that
 * were made for them, beside the ones with labels.
 */
export function documentedFamilies(servers: readonly ServerFigures[]): Family[] {
  const words = uniqueWords(servers.map(({ view }) => view.name));
  return servers.flatMap((figures) =>
    FIGURES.map(([name, kind, help, read]) => {
      const value = read(figures);
      return {
        name,
        fullName: `mcp_${words.get(figures.view.name) ?? ''}_${name}`,
        kind,
        unit: '' satisfies Unit,
        help: `${figures.view.name}: ${help}`,
        points: value === null ? [] : [{ labels: {}, value }],
      };
    }),
  );
}

/** Names with nothing but letters, digits and underscores; where two come to the same, the later one has a number. */
function uniqueWords(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const words = new Map<string, string>();
  // Sorted, so that another order in the file changes no name.
  for (const name of names.toSorted()) {
    const plain = name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
    let word = plain;
    for (let number = 2; taken.has(word); number++) word = `${plain}_${number}`;
    taken.add(word);
    words.set(name, word);
  }
  return words;
}

function megabytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 1_000_000;
}
