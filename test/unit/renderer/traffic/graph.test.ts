import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flowWords } from '../../../../renderer/screens/traffic/graph/flow-words.ts';
import {
  CARD_PX,
  curve,
  layOut,
  lookOf,
  widthOf,
} from '../../../../renderer/screens/traffic/graph/lay-out.ts';
import { clientGroups, rateOf, sortServers } from '../../../../renderer/store/traffic/sides.ts';
import { fakeServerTraffic } from '../../../fakes/server-traffic.ts';
import { client, flow, traffic } from '../made-up-traffic.ts';

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 12 });

test('cards never overlap, all lie inside, and each line ends at its own cards', () => {
  fc.assert(
    fc.property(names, names, (clients, servers) => {
      const flows = clients.flatMap((one) => servers.map((other) => flow(one, other)));
      const graph = layOut(clients, servers, flows);
      for (const side of [graph.clients, graph.servers]) {
        side.forEach(({ top }, index) => {
          expect(top).toBeGreaterThanOrEqual(0);
          expect(top + CARD_PX).toBeLessThanOrEqual(graph.height);
          expect(top).toBeGreaterThanOrEqual((side[index - 1]?.top ?? -CARD_PX) + CARD_PX);
        });
      }
      expect(graph.flows).toHaveLength(flows.length);
      for (const placed of graph.flows) {
        const from = graph.clients.find(({ name }) => name === placed.flow.client);
        const to = graph.servers.find(({ name }) => name === placed.flow.server);
        for (const [y, card] of [
          [placed.fromY, from],
          [placed.toY, to],
        ] as const) {
          expect(y).toBeGreaterThan(card?.top ?? Number.NaN);
          expect(y).toBeLessThan((card?.top ?? Number.NaN) + CARD_PX);
        }
        expect(curve(placed)).toMatch(/^M0 [\d.]+C45/);
      }
    }),
  );
});

test('lines leave a client in the order of its servers, so that they do not cross there', () => {
  const flows = ['c', 'a', 'b'].map((server) => flow('one', server));
  const { flows: placed } = layOut(['one'], ['a', 'b', 'c'], flows);
  const byPort = placed.toSorted((a, b) => a.fromY - b.fromY).map(({ flow: { server } }) => server);
  expect(byPort).toEqual(['a', 'b', 'c']);
});

test('more requests never make a thinner line, and a flood is not wider than a card', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(widthOf(more)).toBeGreaterThanOrEqual(widthOf(less));
        expect(widthOf(more)).toBeLessThan(CARD_PX / 4);
      },
    ),
  );
});

test.each([
  [0, 0, 'idle'],
  [4, 0, 'ok'],
  [100, 1, 'warn'],
  [10, 2, 'bad'],
] as const)('%s requests and %s errors a second look %s', (rate, errors, look) => {
  expect(lookOf(flow('a', 'b', { requests_per_second: rate, errors_per_second: errors }))).toBe(look);
});

test('a flow is told in words', () => {
  expect(flowWords(flow('a', 'b', { requests_per_second: 12, errors_per_second: 3, in_flight: 2 }))).toBe(
    '12 /s · p95 38 ms · 25 % errors · 2 in flight',
  );
  expect(flowWords(flow('a', 'b', { requests_per_second: 0, p95_ms: null }))).toBe(
    'nothing in the last minute',
  );
});

test('all sessions of one program are one client; one that left is there as long as its figures', () => {
  const groups = clientGroups(
    traffic({
      clients: [client('Cursor', { id: '1' }), client('Cursor', { id: '2' })],
      flows: [flow('Cursor', 'a', { in_flight: 2 }), flow('Cursor', 'b'), flow('Codex', 'a')],
    }),
  );
  expect(groups).toMatchObject([
    { name: 'Codex', sessions: [], requests: 12 },
    { name: 'Cursor', sessions: [{ id: '1' }, { id: '2' }], requests: 24, inFlight: 2, requestsPerSecond: 2 },
  ]);
});

test('servers stand in the order of the file; those nobody asks are only named, unless calls are held back', () => {
  const seen = traffic({
    flows: [flow('Cursor', 'c'), flow('Cursor', 'gone')],
    servers: [fakeServerTraffic('b', { breaker: 'open' })],
  });
  expect(sortServers(['a', 'b', 'c'], seen)).toEqual({ drawn: ['b', 'c', 'gone'], quiet: ['a'] });
  expect(rateOf(seen, 'c')).toBe(1);
  expect(rateOf(null, 'c')).toBeNull();
});
