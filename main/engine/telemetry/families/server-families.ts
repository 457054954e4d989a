import { Health, ServerState } from '#contract/server-state.ts';
import { BreakerState } from '#contract/traffic.ts';
import type { Family, Labels, Point, Unit } from './family.ts';
import { COUNTED, type ServerFigures, SINGLE } from './server-figures.ts';

const ERROR_CLASSES = ['transport', 'timeout', 'protocol', 'tool'] as const;

/**
 * What is told of each server, by name alone: nothing in the labels changes when a server is started again. What is not
 * known is left out; of a server that stands still that is all but its state and what was counted.
 */
export function serverFamilies(servers: readonly ServerFigures[]): Family[] {
  return [
    ...SINGLE.map(({ name, kind, unit, help, read }) => ({
      name: `signalbox.server.${name}`,
      kind,
      unit,
      help,
      points: servers.flatMap((figures) => known({ server: figures.view.name }, read(figures))),
    })),
    ...countedFamilies(servers),
    {
      name: 'signalbox.server.request_errors',
      kind: 'counter',
      unit: '',
      help: 'Requests that failed, by what kind of thing went wrong.',
      points: servers.flatMap(({ view, metrics }) =>
        ERROR_CLASSES.map((kind) => ({
          labels: { server: view.name, class: kind },
          value: metrics.requests.errors_by_class[kind],
        })),
      ),
    },
    byValue('state', 'state', ServerState.options, servers, ({ view }) => view.state),
    byValue('health', 'health', Health.options, servers, ({ view }) => view.health),
    byValue(
      'breaker_state',
      'state',
      BreakerState.options,
      servers,
      ({ metrics }) => metrics.requests.breaker,
    ),
  ];
}

function countedFamilies(servers: readonly ServerFigures[]): Family[] {
  const families = new Map<string, { unit: Unit; help: string; points: Point[] }>();
  for (const { name, unit, help, labels, read } of COUNTED) {
    const family = families.get(name) ?? { unit, help, points: [] };
    families.set(name, family);
    for (const figures of servers)
      family.points.push(...known({ server: figures.view.name, ...labels }, read(figures)));
  }
  return [...families].map(([name, family]) => ({
    name: `signalbox.server.${name}`,
    kind: 'counter',
    ...family,
  }));
}

/** A point for each value that there is, 1 for the one that holds: so a change makes no new series. */
function byValue(
  name: string,
  label: string,
  values: readonly string[],
  servers: readonly ServerFigures[],
  read: (figures: ServerFigures) => string,
): Family {
  return {
    name: `signalbox.server.${name}`,
    kind: 'gauge',
    unit: '',
    help: `1 for the ${label} that the server is in, 0 for the others.`,
    points: servers.flatMap((figures) =>
      values.map((value) => ({
        labels: { server: figures.view.name, [label]: value },
        value: Number(value === read(figures)),
      })),
    ),
  };
}

function known(labels: Labels, value: number | null): Point[] {
  return value === null ? [] : [{ labels, value }];
}
