import { expect, it } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';
import { createRandom } from '../harness/random.ts';
import { until } from '../harness/until.ts';
import { call, type Tally, type Target } from './crossing/caller.ts';
import { heapBytes } from './crossing/heap.ts';

/** `npm run crossing` takes a minute. */
const SECONDS = Number(process.env['SIGNALBOX_CROSSING_SECONDS'] ?? 10);
const CALLERS = 20;
/** What runs full while it is used and is full after this: recent requests, log lines, figures of each tool. */
const WARM_UP_MS = 3_000;
/**
 * Of 1,000 calls a second and more, for ten seconds and more, each that left 400 bytes behind would be seen; what
 * comes and goes by itself, such as compiled code and the samples of ten servers, is less.
 */
const GROWTH_MAX_BYTES = 8_000_000;

const TARGETS: readonly Target[] = [
  ...['l1', 'l2', 'l3', 'l4', 'l5'].map((server) => ({ server, asks: false })),
  ...['m1', 'm2', 'm3', 'b1'].map((server) => ({ server, asks: true })),
];
/** Each of its clients has a process of its own, so few of them get to it. */
const OWN_PROCESS: Target = { server: 'p1', asks: true };

const ERAS: Readonly<Record<string, string>> = { l: 'legacy', m: 'modern', b: 'both', p: 'legacy' };

function configuration(): Record<string, object> {
  return Object.fromEntries(
    [...TARGETS, OWN_PROCESS].map(({ server }) => [
      server,
      fixture('answers-by-name', {
        env: { NAME: server, ERAS: ERAS[server[0] ?? ''] ?? 'legacy' },
        share: server === OWN_PROCESS.server ? 'per-client' : 'one',
      }),
    ]),
  );
}

it(
  'every answer, progress and question reaches the one it belongs to, once, and nothing is left of them',
  async () => {
    const random = createRandom();
    const home = await makeHome();
    await home.configure(configuration());
    const { engine, untilReady } = await openEngine(home);
    await untilReady(...TARGETS.map(({ server }) => server));
    const { url: baseUrl, token } = engine.endpoint;

    async function load(ms: number, phase: string): Promise<Tally> {
      const tally: Tally = {
        answered: 0,
        cancelled: 0,
        abandoned: 0,
        asked: 0,
        progress: 0,
        clients: 0,
        wrong: [],
      };
      const endMs = performance.now() + ms;
      const isOver = (): boolean => performance.now() > endMs;
      const callers = Array.from({ length: CALLERS }, (_, at) => {
        const targets = at < 3 ? [...TARGETS, OWN_PROCESS] : TARGETS;
        return call({ id: `${phase}${at}`, baseUrl, token, targets, random, tally, isOver });
      });
      await Promise.all(callers);
      // A client without a session is gone when it asks no more, which takes a while to know.
      await until('all sessions and calls are gone', async () => {
        const { clients, in_flight } = await engine.call('traffic', {});
        // One that was sent away with a question and vanished is waited for, ten minutes long.
        const modern = new Set(clients.flatMap(({ id, era }) => (era === 'modern' ? [id] : [])));
        return modern.size === clients.length && in_flight.every(({ client_id }) => modern.has(client_id));
      });
      return tally;
    }

    const warm = await load(WARM_UP_MS, 'w');
    const beforeBytes = heapBytes();
    const tally = await load(SECONDS * 1000, 'c');
    const { wrong, ...counts } = tally;
    const grownBytes = heapBytes() - beforeBytes;
    console.info(
      `${JSON.stringify(counts)}, ${(grownBytes / 1e6).toFixed(1)} MB more than before; ${random.told}`,
    );
    expect([...warm.wrong, ...wrong].slice(0, 20), random.told).toEqual([]);
    expect(counts.answered).toBeGreaterThan(100);
    expect(counts.cancelled).toBeGreaterThan(0);
    expect(counts.abandoned).toBeGreaterThan(0);
    expect(counts.asked).toBeGreaterThan(0);
    expect(counts.progress).toBeGreaterThan(0);
    expect(grownBytes, random.told).toBeLessThan(GROWTH_MAX_BYTES);
  },
  (SECONDS + 120) * 1000,
);
