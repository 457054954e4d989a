import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Alert } from '#contract/alert.ts';
import type { Notification } from '#engine/alerts/notification.ts';
import { rank } from '#engine/alerts/notify/severity.ts';
import { HOUR, MINUTE, madeUpWorld, SECOND } from './made-up-world.ts';

const SERVERS = ['a', 'b', 'c', 'd', null];
const RULES = ['down', 'memory_limit', 'certificate'];
const STEPS_MS = [0, SECOND, 3 * SECOND, MINUTE, 10 * MINUTE, HOUR, 5 * HOUR];

const deed = fc.record({
  what: fc.constantFrom(
    'fire',
    'fire',
    'resolve',
    'resolve',
    'worse',
    'inhibit',
    'release',
    'see',
    'silence',
    'restart',
    'jump',
  ),
  which: fc.nat(100),
  waitMs: fc.constantFrom(...STEPS_MS),
});

/** What happens at random to the alerts of five subjects, and when each notification was sent by the clock that never jumps. */
function live(deeds: readonly (typeof deed extends fc.Arbitrary<infer One> ? One : never)[]) {
  const world = madeUpWorld();
  const { clock, sent } = world;
  const atMs: number[] = [];
  const open = () => world.allOpen();
  const note = () => {
    while (atMs.length < sent.length) atMs.push(clock.monotonic());
  };
  for (const { what, which, waitMs } of deeds) {
    const ids = open();
    const id = ids[which % Math.max(1, ids.length)];
    if (what === 'fire') {
      const server = SERVERS[which % SERVERS.length] ?? null;
      const rule = RULES[which % RULES.length] ?? 'down';
      if (!world.isOpen(server, rule)) world.fire(server, rule);
    } else if (what === 'restart') world.restart({ killed: which % 2 === 0 });
    else if (what === 'jump') clock.jump((which % 2 === 0 ? 1 : -1) * waitMs);
    else if (id !== undefined) {
      if (what === 'resolve') world.resolve(id);
      if (what === 'worse') world.worse(id, 'critical');
      if (what === 'inhibit')
        world.change(id, 'inhibited', { state: 'inhibited', cause: 'x, which it needs, is down' });
      if (what === 'release') world.change(id, 'released', { state: 'firing', cause: null });
      if (what === 'see') world.change(id, 'acknowledged', { state: 'acknowledged' });
      if (what === 'silence') world.change(id, 'silenced', { state: 'silenced' });
    }
    for (let passed = 0; passed < waitMs; passed += SECOND) {
      clock.advance(Math.min(waitMs, SECOND));
      note();
      if (clock.monotonic() % MINUTE === 0) {
        const restMs = Math.floor((waitMs - passed) / MINUTE) * MINUTE;
        for (let minute = 0; minute < restMs / MINUTE - 1; minute++) {
          clock.advance(MINUTE);
          passed += MINUTE;
          note();
        }
      }
    }
  }
  world.policy().close();
  note();
  return { ...world, told: sent.map((notification, at) => ({ notification, atMs: atMs[at] ?? 0 })) };
}

const of = ({ alerts }: Notification, { rule, server }: Alert) =>
  alerts.find((alert) => alert.rule === rule && alert.server === server);

it('nobody is told of the same rule and server again within four hours, unless it got worse', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const begun = live(deeds).told.filter(
        // The machine too may be one of the three that make a storm, which tells of all again.
        ({ notification: { kind, alerts } }) =>
          kind === 'firing' && new Set(alerts.map(({ server }) => server)).size < 3,
      );
      for (const [at, { notification, atMs }] of begun.entries()) {
        for (const alert of notification.alerts) {
          const before = begun
            .slice(0, at)
            .findLast((earlier) => of(earlier.notification, alert) !== undefined);
          if (before === undefined || atMs - before.atMs >= 4 * HOUR) continue;
          const last = of(before.notification, alert);
          expect(rank(alert.severity)).toBeGreaterThan(rank(last?.severity ?? 'info'));
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('nobody is told of the end of what was not told, nor of what is seen, silenced or explained', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const told = new Set<string>();
      for (const { notification } of live(deeds).told) {
        for (const alert of notification.alerts) {
          if (notification.kind === 'resolved') {
            if (notification.servers.length < 3) expect(told).toContain(`${alert.rule} ${alert.server}`);
          } else {
            expect(alert.state).toBe('firing');
            told.add(`${alert.rule} ${alert.server}`);
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('nothing is left running at the end', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const kills = deeds.some(({ what, which }) => what === 'restart' && which % 2 === 0);
      if (!kills) expect(live(deeds).clock.pendingTimers).toBe(0);
    }),
    { numRuns: 100 },
  );
});
