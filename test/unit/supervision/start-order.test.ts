import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Dependent,
  dependantsOf,
  dependenciesOf,
  startLayers,
  stopLayers,
} from '../../../main/engine/supervision/start-order.ts';

const server = (name: string, ...dependsOn: string[]): Dependent => ({ name, dependsOn });
const shop = [
  server('web', 'api', 'assets'),
  server('api', 'database', 'cache'),
  server('assets'),
  server('cache'),
  server('database'),
];

it('starts a server after all that it depends on, and as early as that allows', () => {
  expect(startLayers(shop)).toEqual([['assets', 'cache', 'database'], ['api'], ['web']]);
});

it('stops in the opposite order', () => {
  expect(stopLayers(shop)).toEqual([['web'], ['api'], ['assets', 'cache', 'database']]);
});

it('knows what a server needs and what needs it, by way of others too', () => {
  expect(dependenciesOf(shop, 'web')).toEqual(['assets', 'cache', 'database', 'api']);
  expect(dependenciesOf(shop, 'cache')).toEqual([]);
  expect(dependantsOf(shop, 'database')).toEqual(['api', 'web']);
  expect(dependantsOf(shop, 'web')).toEqual([]);
  expect(dependenciesOf(shop, 'nobody')).toEqual([]);
});

it('leaves out a dependency that is not configured', () => {
  expect(startLayers([server('b', 'a'), server('a', 'gone')])).toEqual([['a'], ['b']]);
  expect(dependenciesOf([server('a', 'gone')], 'a')).toEqual([]);
});

it('ends on a cycle, with all its servers last', () => {
  const servers = [server('a', 'b'), server('b', 'a'), server('c', 'b'), server('d'), server('e', 'e')];
  expect(startLayers(servers)).toEqual([['d'], ['a', 'b', 'c', 'e']]);
  expect(dependenciesOf(servers, 'a')).toEqual(['b']);
  expect(dependantsOf(servers, 'e')).toEqual([]);
});

describe('whatever depends on what', () => {
  const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
  const graph = fc.array(fc.array(fc.constantFrom(...names), { maxLength: 4 }), { maxLength: 12 });
  const servers = graph.map((edges) => edges.map((dependsOn, i) => server(`s${i}`, ...dependsOn)));
  /** Edges to lower numbers only, in any order of the file. */
  const acyclic = servers
    .map((all) =>
      all.map(({ name, dependsOn }) => ({
        name,
        dependsOn: dependsOn.filter((other) => Number(other.slice(1)) < Number(name.slice(1))),
      })),
    )
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));

  it('places each server once, cycles or not', () => {
    fc.assert(
      fc.property(servers, (all) => {
        expect(startLayers(all).flat().toSorted()).toEqual(all.map(({ name }) => name).toSorted());
        expect(stopLayers(all).flat()).toHaveLength(all.length);
      }),
    );
  });

  it('places no server before or beside what it depends on', () => {
    fc.assert(
      fc.property(acyclic, (all) => {
        const layers = startLayers(all);
        const layerOf = (name: string) => layers.findIndex((layer) => layer.includes(name));
        for (const { name, dependsOn } of all) {
          const needed = dependsOn.map(layerOf);
          expect(layerOf(name)).toBe(Math.max(-1, ...needed) + 1);
        }
      }),
    );
  });

  it('sees the same relation from both ends', () => {
    fc.assert(
      fc.property(servers, (all) => {
        for (const { name } of all)
          for (const other of dependenciesOf(all, name)) expect(dependantsOf(all, other)).toContain(name);
      }),
    );
  });
});
