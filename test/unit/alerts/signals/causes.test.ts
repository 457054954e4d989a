import { expect, test } from 'vitest';
import { fakeServerConfig } from '../../../fakes/server-config.ts';
import { fakeFacts, signalsRig } from './signals-rig.ts';

const HOUR = 3_600_000;

function rootsOf(look: ReturnType<ReturnType<typeof signalsRig>['look']>, server: string) {
  return look.servers.find((one) => one.server === server)?.roots ?? [];
}

test('what a server depends on explains its troubles, the nearest first, also through one that only waits', () => {
  const rig = signalsRig(['db', 'cache', 'api']);
  rig.world.configs = [
    fakeServerConfig('db'),
    fakeServerConfig('cache', { dependsOn: ['db'] }),
    fakeServerConfig('api', { dependsOn: ['cache'] }),
  ];
  expect(rootsOf(rig.look(), 'api')).toEqual([]);
  rig.change('db', { state: 'backing-off', health: 'unhealthy' });
  rig.change('cache', { state: 'waiting', health: 'unknown' });
  expect(rootsOf(rig.look(), 'api').map(({ server, sentence }) => [server, sentence])).toEqual([
    ['cache', 'cache, which it depends on, is not ready'],
    ['db', 'db, which it depends on through cache, is down'],
  ]);
  expect(rootsOf(rig.look(), 'db')).toEqual([]);
});

test('a server that another checks is one that it depends on', () => {
  const rig = signalsRig(['db', 'api']);
  const check = {
    name: 'database',
    kind: 'server',
    server: 'db',
    intervalMs: 1,
    timeoutMs: 1,
    critical: true,
  } as const;
  rig.world.configs = [fakeServerConfig('db'), fakeServerConfig('api', { checks: [check] })];
  rig.change('db', { state: 'crash-looping', health: 'unhealthy' });
  expect(rootsOf(rig.look(), 'api')).toEqual([
    expect.objectContaining({ server: 'db', sentence: 'db, which it depends on, keeps going down' }),
  ]);
});

test('without a network that explains what is reached over it, and nothing else', () => {
  const rig = signalsRig(['remote', 'local']);
  rig.world.configs = [
    fakeServerConfig('remote', { command: '', url: 'https://example.com/mcp' }),
    fakeServerConfig('local'),
  ];
  rig.change('remote', { location: 'remote' });
  rig.world.isUp = false;
  // Nothing that needs it is missing: nobody asks.
  expect(rig.value('offline', null)).toBe(0);
  rig.change('remote', { state: 'backing-off', health: 'unhealthy' });
  expect(rig.value('offline', null)).toBe(1);
  expect(rootsOf(rig.look(), 'remote')).toEqual([
    { server: null, rules: ['offline'], sentence: 'there is no network' },
  ]);
  expect(rootsOf(rig.look(), 'local')).toEqual([]);
  rig.world.isUp = true;
  rig.clock.advance(5_000);
  expect(rig.value('offline', null)).toBe(0);
});

test('a network without a name server is none', () => {
  const rig = signalsRig(['remote']);
  const missing = [{ host: 'example.com', why: 'no name server answers' }];
  rig.world.facts = fakeFacts({ network: { hosts: 1, isUp: true, missing } });
  expect(rig.value('offline', null)).toBe(1);
  // That one name alone can't be found, or that nobody knows it, is a matter of that name.
  const unknown = [{ host: 'example.com', why: 'no name server knows it' }];
  rig.world.facts = fakeFacts({ network: { hosts: 1, isUp: true, missing: unknown } });
  expect(rig.value('offline', null)).toBe(0);
  rig.world.facts = fakeFacts({ network: { hosts: 2, isUp: true, missing } });
  expect(rig.value('offline', null)).toBe(0);
});

test('what its owner did to a server keeps it quiet for a minute', () => {
  const rig = signalsRig();
  rig.noteEdit('github', 'you restarted it');
  expect(rig.look().servers[0]?.quiet).toBe('you restarted it');
  rig.clock.advance(60_000);
  expect(rig.look().servers[0]?.quiet).toBeNull();
});

test('for a minute after the start and after a sleep nothing is called new', () => {
  const rig = signalsRig();
  expect(rig.look().settling).toBe(true);
  rig.clock.advance(60_000);
  expect(rig.look().settling).toBe(false);
  rig.clock.advance(5_000);
  rig.clock.jump(2 * HOUR);
  expect(rig.look().settling).toBe(true);
  rig.clock.advance(59_000);
  expect(rig.look().settling).toBe(true);
  rig.clock.advance(1_000);
  expect(rig.look().settling).toBe(false);
  // A clock that is set back is no sleep.
  rig.clock.jump(-HOUR);
  expect(rig.look().settling).toBe(false);
});

test('what happened to the whole machine is known for ten minutes', () => {
  const rig = signalsRig();
  expect(rig.lately()).toMatch(/^Signalbox started at \d\d:\d\d$/);
  for (let minute = 0; minute < 10; minute++) {
    rig.clock.advance(60_000);
    rig.look();
  }
  expect(rig.lately()).toBeNull();
  rig.clock.jump(2 * HOUR);
  rig.look();
  expect(rig.lately()).toMatch(/^the machine woke at \d\d:\d\d$/);
});

test('a server that is taken out of the file is not looked at any more', () => {
  const rig = signalsRig(['a', 'b']);
  expect(rig.look().servers.map(({ server }) => server)).toEqual(['a', 'b']);
  rig.world.configs = [fakeServerConfig('b')];
  expect(rig.look().servers.map(({ server }) => server)).toEqual(['b']);
});
