import { expect, test } from 'vitest';
import { createCommandsStore } from '../../../renderer/store/commands-store.ts';
import { possibleCommands } from '../../../renderer/store/possible-commands.ts';
import { FakeBridge } from './fake-bridge.ts';
import { serverView } from './made-up.ts';

test('a command is pending for its servers until it is answered', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('restart', () => ({ servers: [] }));
  const store = createCommandsStore(bridge);
  const done = store.run('restart', ['a', 'b']);
  expect(store.getState().pending).toEqual(
    new Map([
      ['a', 'restart'],
      ['b', 'restart'],
    ]),
  );
  await done;
  expect(store.getState().pending.size).toBe(0);
  expect(store.getState().refusals).toEqual([]);
});

test('a server may be called like something that every object has', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('stop', () => ({ servers: [] }));
  await createCommandsStore(bridge).run('stop', ['constructor', 'valueOf']);
  expect(bridge.calls.map(({ input }) => input)).toEqual([{ names: ['constructor', 'valueOf'] }]);
});

test('a second command does not overtake the first', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('stop', () => ({ servers: [] }));
  const store = createCommandsStore(bridge);
  await Promise.all([store.run('stop', ['a']), store.run('start', ['a'])]);
  expect(bridge.calls.map(({ name }) => name)).toEqual(['stop']);
});

test('a refusal is kept in the engine’s words until it is put away, at most three', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('stop', () => {
    throw new Error('unknown-server: there is no server named a: did you mean b?');
  });
  const store = createCommandsStore(bridge);
  for (let times = 0; times < 5; times += 1) await store.run('stop', ['a']);
  const { refusals } = store.getState();
  expect(refusals).toHaveLength(3);
  expect(refusals[0]).toMatchObject({
    title: 'Can’t stop a',
    message: 'there is no server named a: did you mean b?',
  });
  store.dismiss(refusals[0]?.id ?? 0);
  expect(store.getState().refusals).toHaveLength(2);
});

test.each([
  ['ready', ['stop', 'restart']],
  ['starting', ['stop', 'restart']],
  ['waiting', ['stop']],
  ['stopping', []],
  ['stopped', ['start']],
  ['backing-off', ['start', 'stop']],
  ['crash-looping', ['start', 'stop']],
  ['failed', ['start', 'stop']],
] as const)('a server that is %s can be told to %j', (state, can) => {
  const possible = possibleCommands(serverView({ state }), undefined, true);
  expect((['start', 'stop', 'restart'] as const).filter((command) => possible[command] === null)).toEqual(
    can,
  );
});

test('nothing can be told while a command is on its way, or without a connection', () => {
  expect(Object.values(possibleCommands(serverView(), 'stop', true))).not.toContain(null);
  expect(Object.values(possibleCommands(serverView(), undefined, false))).not.toContain(null);
});

test('a port that can’t be freed is told like any refused command', async () => {
  const bridge = new FakeBridge();
  const store = createCommandsStore(bridge);
  bridge.answers.set('free-port', () => {
    throw new Error('not-ours: Port 4001 is held by nginx, which Signalbox did not start.');
  });
  await store.freePort('web');
  expect(bridge.calls).toEqual([{ name: 'free-port', input: { name: 'web' } }]);
  expect(store.getState().refusals).toMatchObject([
    { title: 'Can’t free the port of web', message: expect.stringContaining('nginx') },
  ]);
});
