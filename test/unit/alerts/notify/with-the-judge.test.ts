import { expect, it } from 'vitest';
import { keepAlertHistory } from '#engine/alerts/alert-history.ts';
import { createJudge } from '#engine/alerts/judge/create-judge.ts';
import type { AlertLook, Root } from '#engine/alerts/look.ts';
import type { Notification } from '#engine/alerts/notification.ts';
import { createNotifications } from '#engine/alerts/notify/create-notifications.ts';
import { DEFAULT_ALERTS, DEFAULT_RULES } from '#engine/configuration/configuration.ts';
import { type FakeSubject, fakeLook } from '../../../fakes/alert-look.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { memoryShelves } from '../../../fakes/memory-shelves.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LOOK_MS = 5 * SECOND;
const names = Array.from({ length: 50 }, (_, at) => `server-${at + 1}`);

/** The judge with the rules as they come, looked at every five seconds, and what is told of that. */
function watched() {
  const clock = new FakeClock();
  const shelves = memoryShelves();
  const history = keepAlertHistory(shelves);
  const sent: Notification[] = [];
  let ids = 0;
  const newId = () => `${++ids}`;
  const rules = {
    server: DEFAULT_RULES.filter(({ scope }) => scope === 'server'),
    machine: DEFAULT_RULES.filter(({ scope }) => scope === 'machine'),
  };
  const judge = createJudge({
    rules: (server) => (server === null ? rules.machine : rules.server),
    silences: () => [],
    restore: [],
    newId,
  });
  const policy = createNotifications({
    clock,
    shelves,
    settings: () => DEFAULT_ALERTS,
    rule: (name) => DEFAULT_RULES.find((rule) => rule.name === name) ?? null,
    open: judge.open,
    find: (id) => judge.find(id) ?? history.get(id),
    incidentOf: () => null,
    servers: () => [],
    lately: () => null,
    newId,
    send: (notification) => void sent.push(notification),
    onNotified: () => {},
    onChange: () => {},
  });
  const quiet = { values: { down: 0, hung: 0, crash_looping: 0, failed: 0 } };
  return {
    clock,
    sent,
    told: () => sent.map(({ kind, title }) => `${kind}: ${title}`),
    look(
      forMs: number,
      subjectOf: (name: string) => FakeSubject,
      about: { readonly machine?: FakeSubject; readonly settling?: boolean } = {},
    ): void {
      for (let passed = 0; passed < forMs; passed += LOOK_MS) {
        const servers = Object.fromEntries(names.map((name) => [name, { ...quiet, ...subjectOf(name) }]));
        const look: AlertLook = fakeLook({
          at: clock.monotonic(),
          wallMs: clock.now(),
          servers,
          machine: { values: { offline: 0 }, ...about.machine },
          settling: about.settling ?? false,
        });
        const events = judge.look(look);
        history.note(events);
        policy.note(events);
        clock.advance(LOOK_MS);
      }
    },
  };
}

const well = (): FakeSubject => ({});
const down = (reason: string): FakeSubject => ({
  values: { down: 1 },
  say: () => ({ message: `it is down: ${reason}`, nextStep: 'Read its log', actions: ['restart'] }),
});

it('fifty servers that go down at once and loop are told of three times at most, with the cause', () => {
  const { look, told } = watched();
  look(MINUTE, well);
  look(5 * MINUTE, () => down('npx: command not found'));
  look(2 * HOUR, (name) => ({
    ...down('npx: command not found'),
    values: { down: 1, crash_looping: 1, downs_1h: Number(name.slice(7)) },
  }));
  // What it remembers of that hour holds on, and is no news.
  look(50 * MINUTE, (name) => ({ values: { down: 0, crash_looping: 0, downs_1h: Number(name.slice(7)) } }));
  look(2 * HOUR, () => ({ values: { down: 0, crash_looping: 0, downs_1h: 0 } }));
  expect(told()).toEqual([
    'firing: 50 servers are down: npx: command not found',
    'worse: 50 servers are down: npx: command not found',
    'resolved: 50 servers are well again',
  ]);
});

it('of a dependency that dies, its own alert alone is told, with who suffers', () => {
  const { look, sent, told } = watched();
  const roots: Root[] = [
    {
      server: 'server-1',
      rules: ['down', 'crash_loop', 'cannot_start', 'hung'],
      sentence: 'server-1, which it depends on, is down',
    },
  ];
  look(MINUTE, well);
  // Those that depend on it are seen to be down a moment before it.
  look(10 * SECOND, (name) => (name === 'server-1' ? {} : { ...down('it waits'), roots }));
  look(HOUR, (name) => (name === 'server-1' ? down('it was killed') : { ...down('it waits'), roots }));
  look(30 * SECOND, (name) => (name === 'server-1' ? {} : down('it waits')));
  look(HOUR, well);
  expect(told()).toEqual(['firing: server-1 is down', 'resolved: server-1 is back']);
  expect(sent[0]?.body).toContain('server-2, server-3, server-4, and 46 more suffer from it.');
});

it('without a network that is told, once, and not of each server that needs one', () => {
  const { look, told, sent } = watched();
  const roots: Root[] = [{ server: null, rules: ['offline'], sentence: 'there is no network' }];
  look(MINUTE, well);
  look(HOUR, () => ({ ...down('it can’t be reached'), roots }), { machine: { values: { offline: 1 } } });
  look(30 * SECOND, () => down('it can’t be reached'));
  look(HOUR, well);
  expect(told()).toEqual(['firing: There is no network', 'resolved: The network is back']);
  expect(sent[0]?.body).toContain('suffer from it');
});

it('after a sleep of two hours nothing is told of what comes back by itself', () => {
  const { clock, look, told } = watched();
  look(MINUTE, well);
  clock.jump(2 * HOUR);
  look(MINUTE, () => down('its connection is lost'), { settling: true });
  look(HOUR, well);
  clock.jump(-3 * HOUR);
  look(HOUR, well);
  expect(told()).toEqual([]);
});
