import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';
import { serve } from '../harness/serve.ts';

const chain = { db: fixture('well-behaved'), api: fixture('ignores-eof', { dependsOn: ['db'] }) };

test('a start that follows a stop of all wins, also over those that had not had their turn to stop', async () => {
  const home = await makeHome();
  await home.configure(chain);
  const engine = await openEngine(home);
  await engine.untilReady('db', 'api');
  const stopped = engine.call('stop', { names: ['*'] });
  await engine.untilServer('api', 'is being stopped', ({ state }) => state === 'stopping');
  await engine.call('start', { names: ['*'] });
  await stopped;
  await engine.untilReady('db', 'api');
});

test('a stop of all is known to the next engine though this one is killed before the last had its turn', async () => {
  const home = await makeHome();
  await home.configure(chain);
  const first = await serve(home);
  await first.untilReady('db', 'api');
  const cutOff = first.call('stop', { names: ['*'] }).catch(() => 'cut off');
  await first.untilServer('api', 'is being stopped', ({ state }) => state === 'stopping');
  process.kill(first.pid, 'SIGKILL');
  await cutOff;
  await first.ended;
  const second = await serve(home);
  for (const name of ['db', 'api'])
    expect(await second.server(name)).toMatchObject({ state: 'stopped', reason: 'stopped by you' });
});

test('a restart by hand brings what the server depends on', async () => {
  const home = await makeHome();
  await home.configure({ db: fixture('well-behaved'), api: fixture('well-behaved', { dependsOn: 'db' }) });
  const engine = await openEngine(home);
  await engine.untilReady('db', 'api');
  await engine.call('stop', { names: ['*'] });
  await engine.call('restart', { names: ['api'] });
  await engine.untilReady('db', 'api');
});

test('enabling a server on demand that its owner runs leaves it running', async () => {
  const home = await makeHome();
  await home.configure({ a: fixture('well-behaved', { start: 'on-demand', disabled: true }) });
  const engine = await openEngine(home);
  await engine.call('start', { names: ['a'] });
  const [before] = await engine.untilReady('a');
  await home.configure({ a: fixture('well-behaved', { start: 'on-demand' }) });
  await engine.call('reload', {});
  expect(await engine.server('a')).toMatchObject({ state: 'ready', pid: before?.pid });
});

test('enabling a server starts nothing that the file disables, and says what it waits for', async () => {
  const home = await makeHome();
  const disabled = fixture('well-behaved', { disabled: true });
  await home.configure({ b: disabled, a: fixture('well-behaved', { disabled: true, dependsOn: 'b' }) });
  const engine = await openEngine(home);
  await home.configure({ b: disabled, a: fixture('well-behaved', { dependsOn: 'b' }) });
  await engine.call('reload', {});
  const a = await engine.untilServer('a', 'waits', ({ state }) => state === 'waiting');
  expect(a.reason).toBe('waits for b, which is disabled in the configuration');
  expect((await engine.server('b')).state).toBe('stopped');
});

test('enabling a server that its owner runs by other settings restarts it with the new ones', async () => {
  const home = await makeHome();
  await home.configure({ a: fixture('well-behaved', { disabled: true }) });
  const engine = await openEngine(home);
  await engine.call('start', { names: ['a'] });
  await engine.untilReady('a');
  await home.configure({ a: fixture('well-behaved', { limits: { openFiles: 200 } }) });
  await engine.call('reload', {});
  await engine.untilServer(
    'a',
    'runs with its limit',
    ({ state, limits }) => state === 'ready' && limits.length === 1,
  );
});

test('a server that falls asleep when it is made one that always runs is started', async () => {
  const home = await makeHome();
  await home.configure({ a: fixture('ignores-eof', { start: 'on-demand', idleStop: '1s' }) });
  const engine = await openEngine(home);
  await engine.call('request', { server: 'a', method: 'tools/list' });
  await engine.untilServer('a', 'falls asleep', ({ state }) => state === 'stopping');
  await home.configure({ a: fixture('ignores-eof', { start: 'auto' }) });
  await engine.call('reload', {});
  await engine.untilReady('a');
});

test('an edit of what a server failed by is tried at once', async () => {
  const home = await makeHome();
  const quick = { stdinClose: 0, terminate: '100ms' };
  await home.configure({ late: fixture('slow-start', { timeouts: { start: '100ms', ...quick } }) });
  const engine = await openEngine(home);
  await engine.untilServer(
    'late',
    'waits for long',
    ({ next_start_at: due }) => due !== null && Date.parse(due) - Date.now() > 4_000,
  );
  await home.configure({ late: fixture('slow-start', { timeouts: { start: '1m', ...quick } }) });
  await engine.call('reload', {});
  expect((await engine.server('late')).state).toMatch(/waiting|starting|stopping|ready/);
  await engine.untilReady('late');
});

test('one that was removed from the file and is added again is a new one: it starts', async () => {
  const home = await makeHome();
  await home.configure({ a: fixture('well-behaved') });
  const engine = await openEngine(home);
  await engine.untilReady('a');
  await engine.call('stop', { names: ['a'] });
  await home.configure({});
  await engine.call('reload', {});
  await home.configure({ a: fixture('well-behaved') });
  await engine.call('reload', {});
  await engine.untilReady('a');
});

test('a request to a server whose dependency its owner stopped is refused at once, with the reason', async () => {
  const home = await makeHome();
  await home.configure({
    db: fixture('well-behaved'),
    api: fixture('well-behaved', { start: 'on-demand', dependsOn: 'db' }),
  });
  const engine = await openEngine(home);
  await engine.untilReady('db');
  await engine.call('stop', { names: ['db'] });
  await expect(engine.call('request', { server: 'api', method: 'tools/list' })).rejects.toMatchObject({
    code: 'server-unavailable',
    message: 'api: it waits for db, which is stopped by you',
  });
});
