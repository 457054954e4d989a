import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';

const LIST = { server: 'pool', method: 'tools/list' };

test('a pooled server runs as many processes as it is configured to, and they share the requests', async () => {
  const home = await makeHome();
  await home.configure({ pool: fixture('well-behaved', { instances: { min: 3, max: 5 } }) });
  const engine = await openEngine(home);
  const view = await engine.untilServer(
    'pool',
    'is whole',
    ({ instances }) => instances.filter(({ state }) => state === 'ready').length === 3,
  );
  expect(new Set(view.instances.map(({ pid }) => pid)).size).toBe(3);
  expect(home.pidsOf('pool')).toHaveLength(3);
  const answers = await Promise.all(Array.from({ length: 12 }, () => engine.call('request', LIST)));
  expect(new Set(answers.map(({ instance }) => instance)).size).toBe(3);
  await engine.call('stop', { names: ['pool'] });
  expect(home.pidsOf('pool')).toEqual([]);
});

test('while one of a pool is down, the others serve, and it is said', async () => {
  const home = await makeHome();
  await home.configure({ pool: fixture('well-behaved', { instances: { min: 2, max: 2 } }) });
  const engine = await openEngine(home);
  const whole = await engine.untilServer(
    'pool',
    'is whole',
    ({ instances }) => instances.filter(({ state }) => state === 'ready').length === 2,
  );
  const [first] = whole.instances;
  process.kill(first?.pid ?? 0, 'SIGKILL');
  const hurt = await engine.untilServer('pool', 'is degraded', ({ health }) => health === 'degraded');
  expect(hurt).toMatchObject({
    state: 'ready',
    lamp: 'warn',
    health_reasons: ['1 of its instances is down'],
  });
  expect((await engine.call('request', LIST)).instance).toBe(2);
  await engine.untilServer('pool', 'is whole again', ({ health }) => health === 'healthy');
});
