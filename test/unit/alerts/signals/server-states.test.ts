import { expect, test } from 'vitest';
import { createJudge } from '#engine/alerts/judge/create-judge.ts';
import { fakeAlert } from '../../../fakes/alert.ts';
import { ruleNamed, signalsRig } from './signals-rig.ts';

const EXITED = { code: 'exited', message: 'exited with code 1: no token', fix: 'Set GITHUB_TOKEN.' } as const;
const HUNG = { code: 'hung', message: 'hangs: no answer to 3 probes', fix: null } as const;

test('a server that went down is down until it is ready again, not only until its next start', () => {
  const { change, value } = signalsRig();
  expect(value('down')).toBe(0);
  change('github', { state: 'backing-off', health: 'unhealthy', problem: EXITED });
  expect(value('down')).toBe(1);
  change('github', { state: 'starting', problem: null });
  expect(value('down')).toBe(1);
  change('github', { state: 'ready', health: 'healthy' });
  expect(value('down')).toBe(0);
});

test('a server at its first start, or waiting for another, is not down, and not known to be well', () => {
  const { change, value } = signalsRig();
  change('github', { state: 'starting', health: 'unknown' });
  expect(value('down')).toBeNull();
  change('github', { state: 'waiting' });
  expect(value('down')).toBeNull();
  change('github', { state: 'ready' });
  expect(value('down')).toBe(0);
});

test('what was wrong when Signalbox ended goes on after its start, until it is seen to be over', () => {
  const { change, look, clock } = signalsRig();
  const rules = ['crash_loop', 'cannot_start', 'down', 'hung'].map(ruleNamed);
  const restore = rules.map(({ name, severity }) =>
    fakeAlert({ id: name, rule: name, severity, value: 1, unit: 'none', metric: null, threshold: 1 }),
  );
  const judge = createJudge({ rules: () => rules, silences: () => [], restore, newId: () => 'new' });
  const seen = () => {
    const events = judge.look({ ...look(), settling: false });
    return events.filter(({ kind }) => kind === 'resolved').map(({ alert }) => alert.id);
  };
  const open = () => judge.open().map(({ id, since }) => `${id} ${since}`);
  const before = open();
  change('github', { state: 'waiting', health: 'unknown' });
  expect(seen()).toEqual([]);
  clock.advance(5_000);
  change('github', { state: 'starting' });
  expect(seen()).toEqual([]);
  clock.advance(5_000);
  // It fails again, and is tried again.
  change('github', { state: 'backing-off', health: 'unhealthy', problem: EXITED });
  expect(seen()).toEqual([]);
  clock.advance(5_000);
  change('github', { state: 'starting', problem: null });
  expect(seen()).toEqual([]);
  expect(open()).toEqual(before);
  clock.advance(5_000);
  change('github', { state: 'ready', health: 'healthy', started_at: '2026-01-01T01:00:00.000Z' });
  expect(seen().toSorted()).toEqual(['cannot_start', 'down', 'hung']);
  for (let seconds = 0; seconds < 55; seconds += 5) {
    clock.advance(5_000);
    expect(seen()).toEqual([]);
  }
  clock.advance(5_000);
  expect(seen()).toEqual(['crash_loop']);
});

test('a crash loop is over when the server has been ready for a minute, not when a trial begins', () => {
  const { change, value, clock } = signalsRig();
  change('github', { state: 'crash-looping', health: 'unhealthy', problem: EXITED });
  expect(value('crash_looping')).toBe(1);
  change('github', { state: 'starting', problem: null });
  expect(value('crash_looping')).toBe(1);
  change('github', { state: 'ready', health: 'healthy', started_at: '2026-01-01T01:00:00.000Z' });
  expect(value('crash_looping')).toBe(1);
  clock.advance(59_000);
  expect(value('crash_looping')).toBe(1);
  clock.advance(1_000);
  expect(value('crash_looping')).toBe(0);
});

test('a crash loop that its owner mends is over when the server has been ready for a minute, and not before', () => {
  const { change, value, noteEdit, clock } = signalsRig();
  change('github', { state: 'crash-looping', health: 'unhealthy', problem: EXITED });
  expect(value('crash_looping')).toBe(1);
  noteEdit('github', 'you started it');
  change('github', { state: 'starting', problem: null, health: 'unknown' });
  expect(value('crash_looping')).toBeNull();
  change('github', { state: 'ready', health: 'healthy', started_at: '2026-01-01T01:00:00.000Z' });
  expect(value('crash_looping')).toBeNull();
  clock.advance(60_000);
  expect(value('crash_looping')).toBe(0);
});

test('a server hangs from the missed probes until it answers, through the restart in between', () => {
  const { change, value } = signalsRig();
  change('github', { state: 'backing-off', health: 'unhealthy', problem: HUNG });
  expect(value('hung')).toBe(1);
  change('github', { state: 'starting', problem: null });
  expect(value('hung')).toBe(1);
  change('github', { state: 'ready', health: 'healthy' });
  expect(value('hung')).toBe(0);
});

test('a server that is left running while it hangs does so until it answers again', () => {
  const { change, value } = signalsRig();
  change('github', { hung: true, problem: HUNG, health: 'unhealthy' });
  expect(value('hung')).toBe(1);
  change('github', { hung: false, problem: null, health: 'healthy' });
  expect(value('hung')).toBe(0);
});

test('one that hung and is not ready after its restart has answered nothing, whatever is wrong with it now', () => {
  const { change, value } = signalsRig();
  change('github', { state: 'backing-off', health: 'unhealthy', problem: HUNG });
  expect(value('hung')).toBe(1);
  const problem = { code: 'start-timeout', message: 'was not ready within 30 s', fix: null } as const;
  change('github', { state: 'backing-off', health: 'unhealthy', problem });
  expect(value('hung')).toBe(1);
  change('github', { state: 'ready', health: 'healthy', problem: null });
  expect(value('hung')).toBe(0);
});

test('one that hung and is restarted by its owner has answered nothing until it is ready', () => {
  const { change, value, noteEdit } = signalsRig();
  change('github', { hung: true, problem: HUNG, health: 'unhealthy' });
  expect(value('hung')).toBe(1);
  noteEdit('github', 'you restarted it');
  change('github', { state: 'starting', hung: false, health: 'unknown', problem: null });
  expect(value('hung')).toBeNull();
  change('github', { state: 'backing-off', health: 'unhealthy', problem: EXITED });
  expect(value('hung')).toBeNull();
  change('github', { state: 'ready', health: 'healthy', problem: null });
  expect(value('hung')).toBe(0);
});

test('one that hung and is stopped does not hang any more', () => {
  const { change, value } = signalsRig();
  change('github', { state: 'backing-off', health: 'unhealthy', problem: HUNG });
  expect(value('hung')).toBe(1);
  change('github', { state: 'stopped', health: 'unknown', problem: null });
  expect(value('hung')).toBeNull();
});

test('what its owner stopped is over, with the reason', () => {
  const { change, look } = signalsRig();
  expect(look().servers[0]?.over).toBeNull();
  change('github', { state: 'stopped', reason: 'stopped by you' });
  expect(look().servers[0]?.over).toBe('you stopped it');
  change('github', { reason: 'not in use; it starts with the first request' });
  expect(look().servers[0]?.over).toBe('it is not in use');
});

test('the ends of the last hour are counted, also those of before Signalbox was restarted', () => {
  const { change, event, value, clock, restart } = signalsRig();
  value('downs_1h');
  for (let at = 1; at <= 3; at++) {
    clock.advance(10 * 60_000);
    event('github', 'ready', 'backing-off', 'exited');
    event('github', 'backing-off', 'starting', 'retry');
    event('github', 'starting', 'ready', 'ready');
    change('github', { restarts: at });
    expect(value('downs_1h')).toBe(at);
  }
  restart();
  expect(value('downs_1h')).toBe(3);
  // The first was ten minutes after the beginning.
  clock.advance(40 * 60_000);
  expect(value('downs_1h')).toBe(2);
});

test('a clock that is set back hides nothing of what happens afterwards', () => {
  const { change, event, value, clock } = signalsRig();
  event('github', 'ready', 'backing-off', 'exited');
  expect(value('downs_1h')).toBe(1);
  clock.jump(-30 * 60_000);
  event('github', 'ready', 'backing-off', 'exited');
  change('github', { restarts: 1 });
  expect(value('downs_1h')).toBe(2);
});

test('however much happened within the hour, all of it is counted', () => {
  const { change, event, value, clock } = signalsRig();
  event('github', 'ready', 'backing-off', 'exited');
  clock.advance(2 * 3_600_000);
  for (let at = 0; at < 30; at++) {
    event('github', 'ready', 'backing-off', 'exited');
    event('github', 'starting', 'ready', 'ready');
  }
  expect(value('downs_1h')).toBe(30);
  event('github', 'ready', 'backing-off', 'exited');
  change('github', { restarts: 31 });
  expect(value('downs_1h')).toBe(31);
});

test('what is stopped, or restarted for a limit, did not go down', () => {
  const { change, event, value } = signalsRig();
  event('github', 'ready', 'stopping', 'stop');
  event('github', 'stopping', 'stopped', 'gone');
  event('github', 'starting', 'ready', 'ready');
  event('github', 'ready', 'stopping', 'memory-limit');
  change('github', { limit_restarts: 1 });
  expect(value('downs_1h')).toBe(0);
  expect(value('limit_restarts_1h')).toBe(1);
});

test('a remote server that can’t be reached again is lost once, however often it is tried', () => {
  const { world, change, event, value } = signalsRig();
  world.configs = world.configs.map((config) => ({ ...config, command: '', url: 'https://example.com/mcp' }));
  change('github', { location: 'remote', restarts: 3 });
  event('github', 'ready', 'backing-off', 'connection-lost');
  event('github', 'starting', 'backing-off', 'unreachable');
  event('github', 'starting', 'backing-off', 'unreachable');
  expect(value('downs_1h')).toBe(1);
  expect(value('connection_cycles_10m')).toBe(0);
  event('github', 'starting', 'ready', 'ready');
  change('github', { restarts: 4 });
  expect(value('connection_cycles_10m')).toBe(1);
});

test('while Signalbox is closed, servers that are stopped with it are neither down nor over', () => {
  const { world, change, look, value } = signalsRig();
  change('github', { state: 'backing-off', health: 'unhealthy', problem: EXITED });
  expect(value('down')).toBe(1);
  world.isClosing = true;
  change('github', { state: 'stopped', problem: null, reason: 'stopped with Signalbox' });
  expect(value('down')).toBeNull();
  expect(look().servers).toMatchObject([
    { server: 'github', over: null, quiet: 'Signalbox is being closed' },
  ]);
});
