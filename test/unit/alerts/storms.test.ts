import { beforeAll, expect, it } from 'vitest';
import { type Replayed, replay } from '../../bench/alerts/replay.ts';
import { HOUR_S, hourOf, MINUTE_S } from '../../bench/alerts/traces/day-time.ts';
import type { Life } from '../../bench/alerts/traces/life.ts';
import { makeWorld } from '../../bench/alerts/world.ts';

const at = (hour: number) => hourOf(0, hour);
const FALLS = at(9);
const RETURNS = at(9.5);
const OFFLINE = { fromS: at(11), toS: at(11) + 10 * MINUTE_S };
const SLEEP = { fromS: at(12), toS: at(12) + 2 * HOUR_S };
const JUMPS = [
  { atS: at(15), byMs: HOUR_S * 1000 },
  { atS: at(15.5), byMs: -HOUR_S * 1000 },
  { atS: at(16), byMs: -HOUR_S * 1000 },
  { atS: at(16.5), byMs: HOUR_S * 1000 },
];

let replayed: Replayed;

/** One day of fifty servers, in which everything happens that happens to all at once. */
beforeAll(() => {
  const world = makeWorld({ seed: 11, days: 1, servers: 50, faultsOfEach: 0, crashesAWeek: 0, befall });
  replayed = replay(world, { untilS: at(17) });
}, 120_000);

function befall(lives: readonly Life[]) {
  for (const life of lives) {
    life.spells.length = 0;
    // All within two seconds, as when what starts them is gone.
    const fromS = FALLS + (life.character.seed % 20) / 10;
    life.spells.push({ kind: 'failed', fromS, toS: RETURNS });
    life.ends.push(fromS);
  }
  return { offline: [OFFLINE], sleeps: [SLEEP], jumps: JUMPS };
}

const toldBetween = (fromS: number, toS: number) =>
  replayed.told.filter(({ atS }) => atS >= fromS && atS < toS).map(({ notification }) => notification);

it('tells at most three times of 50 servers that fail at once, and names what they have in common', () => {
  const told = toldBetween(FALLS, OFFLINE.fromS);
  // The other twenty depend on some of these.
  expect(told.length).toBeLessThanOrEqual(3);
  expect(told[0]?.title).toContain('30 servers are down');
  expect(`${told[0]?.title} ${told[0]?.body}`).toContain('npx');
  expect(told.at(-1)?.kind).toBe('resolved');
});

it('tells once that there is no network, and nothing of the servers that need it', () => {
  const told = toldBetween(OFFLINE.fromS, SLEEP.fromS);
  expect(told.map(({ kind, alerts }) => [kind, ...alerts.map(({ rule }) => rule)])).toEqual([
    ['firing', 'offline'],
    ['resolved', 'offline'],
  ]);
});

it('tells nothing after a sleep of two hours', () => {
  expect(toldBetween(SLEEP.fromS, JUMPS[0]?.atS ?? 0)).toEqual([]);
});

it('tells nothing of a clock that is set back and forth by an hour', () => {
  expect(toldBetween(JUMPS[0]?.atS ?? 0, at(17))).toEqual([]);
});
