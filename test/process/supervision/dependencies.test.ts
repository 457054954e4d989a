import { expect, test } from 'vitest';
import type { LifecycleEvent } from '#contract/history.ts';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { pidOf } from '../harness/look.ts';
import { type OpenEngine, openEngine } from '../harness/open-engine.ts';

const chain = {
  app: fixture('well-behaved', { dependsOn: ['cache', 'db'] }),
  cache: fixture('well-behaved', { dependsOn: 'db' }),
  db: fixture('slow-start'),
};

/** Names in the order in which they came to that state. */
async function orderOf(engine: OpenEngine, to: LifecycleEvent['to']): Promise<string[]> {
  const { events } = await engine.call('history', {});
  return events
    .toReversed()
    .filter((event) => event.to === to)
    .map(({ server }) => server);
}

test('each server starts when what it depends on is ready, and stops before it', async () => {
  const home = await makeHome();
  await home.configure(chain);
  const engine = await openEngine(home);
  const waiting = await engine.untilServer('app', 'waits', ({ state }) => state === 'waiting');
  expect(waiting.reason).toMatch(/^waits for cache, which is .+, and for db, which is .+$/);
  expect(waiting.next_step).toBe('It starts as soon as what it depends on is ready.');
  await engine.untilReady('app', 'cache', 'db');
  expect(await orderOf(engine, 'ready')).toEqual(['db', 'cache', 'app']);
  await engine.call('stop', { names: ['*'] });
  expect(await orderOf(engine, 'stopping')).toEqual(['app', 'cache', 'db']);
});

test('a dependency that goes down and comes back takes nothing with it', async () => {
  const home = await makeHome();
  await home.configure({ app: fixture('well-behaved', { dependsOn: 'db' }), db: fixture('well-behaved') });
  const engine = await openEngine(home);
  const [app] = await engine.untilReady('app', 'db');
  process.kill(pidOf(await engine.server('db')), 'SIGKILL');
  await engine.untilServer('db', 'is back', ({ state, restarts }) => state === 'ready' && restarts === 1);
  expect((await engine.server('app')).pid).toBe(app?.pid);
});

test('a server that asks for it is restarted when its dependency has come back', async () => {
  const home = await makeHome();
  const restart = { withDependencies: true };
  await home.configure({
    app: fixture('well-behaved', { dependsOn: 'db', restart }),
    db: fixture('well-behaved'),
  });
  const engine = await openEngine(home);
  const [app] = await engine.untilReady('app', 'db');
  process.kill(pidOf(await engine.server('db')), 'SIGKILL');
  await engine.untilServer('app', 'is another', ({ state, pid }) => state === 'ready' && pid !== app?.pid);
  expect((await engine.server('app')).restarts).toBe(0);
});

test('what depends on a server that its owner stopped waits, says so, and a start by hand starts both', async () => {
  const home = await makeHome();
  await home.configure({ app: fixture('well-behaved', { dependsOn: 'db' }), db: fixture('well-behaved') });
  const engine = await openEngine(home);
  await engine.untilReady('app', 'db');
  await engine.call('stop', { names: ['db'] });
  process.kill(pidOf(await engine.server('app')), 'SIGKILL');
  const waiting = await engine.untilServer('app', 'waits', ({ state }) => state === 'waiting');
  expect(waiting.reason).toBe('waits for db, which is stopped by you');
  await engine.call('stop', { names: ['app'] });
  await engine.call('start', { names: ['app'] });
  await engine.untilReady('db', 'app');
});
