import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';

const listTools = (server: string) => ({ server, method: 'tools/list', params: {}, timeout_ms: 60_000 });

test('a request wakes a server that sleeps, and all that it depends on', async () => {
  const home = await makeHome();
  await home.configure({
    database: fixture('well-behaved', { start: 'on-demand' }),
    api: fixture('well-behaved', { start: 'on-demand', dependsOn: ['database'] }),
    web: fixture('well-behaved', { start: 'on-demand', dependsOn: ['api'] }),
  });
  const engine = await openEngine(home);
  const answer = await engine.call('request', listTools('web'));
  expect(answer.error).toBeNull();
  await engine.untilReady('database', 'api', 'web');
});

test('a server that starts with the engine wakes all that it depends on, whatever their order in the file', async () => {
  const home = await makeHome();
  await home.configure({
    database: fixture('well-behaved', { start: 'on-demand' }),
    api: fixture('well-behaved', { start: 'on-demand', dependsOn: ['database'] }),
    web: fixture('well-behaved', { dependsOn: ['api'] }),
  });
  const engine = await openEngine(home);
  await engine.untilReady('database', 'api', 'web');
});

test('a server on demand stays awake for what depends on it, and no longer', async () => {
  const home = await makeHome();
  await home.configure({
    database: fixture('well-behaved', { start: 'on-demand', idleStop: '1s' }),
    api: fixture('well-behaved', { dependsOn: ['database'] }),
  });
  const engine = await openEngine(home);
  await engine.untilReady('database', 'api');
  await sleep(2_000);
  expect((await engine.server('database')).state).toBe('ready');
  await engine.call('stop', { names: ['api'] });
  await engine.untilServer('database', 'sleeps', ({ state }) => state === 'stopped');
});

test('a request does not start a server again and again that ends at once, as its configuration calls a success', async () => {
  const home = await makeHome();
  await home.configure({
    job: fixture('exits-with-zero', { start: 'on-demand', restart: { successOn: [0] } }),
  });
  const engine = await openEngine(home);
  await engine.call('request', { ...listTools('job'), timeout_ms: 6_000 }).catch(() => undefined);
  const starts = (await engine.register('job')).filter(({ kind }) => kind === 'started').length;
  expect(starts).toBeLessThanOrEqual(4);
});

test('a pool that sleeps and wakes has the instances that it had', async () => {
  const home = await makeHome();
  const instances = { min: 2, max: 3, concurrency: 1 };
  await home.configure({ pool: fixture('well-behaved', { start: 'on-demand', idleStop: '1s', instances }) });
  const engine = await openEngine(home);
  for (let times = 0; times < 4; times += 1) {
    const answer = await engine.call('request', listTools('pool'));
    expect(answer.error).toBeNull();
    const asleep = await engine.untilServer('pool', 'sleeps', (pool) =>
      pool.instances.every(({ state }) => state === 'stopped'),
    );
    expect(asleep.instances.length).toBeLessThanOrEqual(instances.max);
  }
});
