import { expect, test } from 'vitest';
import { scaledClock } from '../../fakes/scaled-clock.ts';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';

const LIST = { server: 'lazy', method: 'tools/list' };

test('a server on demand sleeps until a request comes, answers it, and sleeps again when nobody uses it', async () => {
  const home = await makeHome();
  await home.configure({ lazy: fixture('well-behaved', { start: 'on-demand', idleStop: '60s' }) });
  const engine = await openEngine(home, { ports: { clock: scaledClock(10) } });
  const asleep = await engine.untilServer('lazy', 'sleeps', ({ state }) => state === 'stopped');
  expect(asleep).toMatchObject({ pid: null, lamp: 'off', next_step: 'It starts with the first request.' });
  expect(home.pidsOf('lazy')).toEqual([]);

  const answer = await engine.call('request', LIST);
  expect(answer).toMatchObject({ error: null, instance: 1, result: { tools: expect.any(Array) } });
  // What Signalbox itself asks of it after its start takes a moment.
  const isIdle = ({ idle_stop_at }: { idle_stop_at: string | null }) => idle_stop_at !== null;
  const awake = await engine.untilServer('lazy', 'is idle', isIdle);
  expect(awake.state).toBe('ready');
  expect(awake.last_used_at).not.toBeNull();

  const again = await engine.untilServer('lazy', 'sleeps again', ({ state }) => state === 'stopped');
  expect(again.reason).toMatch(/^not in use/);
  // It was probed while it was awake, every ten seconds of the same clock: that kept it from nothing.
  expect(again.restarts).toBe(0);
  expect(home.pidsOf('lazy')).toEqual([]);
  await engine.call('request', LIST);
});

test('ten requests at once to a sleeping server start it once, and all are answered', async () => {
  const home = await makeHome();
  await home.configure({ lazy: fixture('slow-start', { start: 'on-demand' }) });
  const engine = await openEngine(home);
  const answers = await Promise.all(Array.from({ length: 10 }, () => engine.call('request', LIST)));
  expect(answers.map(({ error }) => error)).toEqual(Array(10).fill(null));
  const { events } = await engine.call('history', { server: 'lazy' });
  expect(events.filter(({ to }) => to === 'starting')).toHaveLength(1);
});

test('a request to a server that its owner stopped is refused at once, and wakes nothing', async () => {
  const home = await makeHome();
  await home.configure({ lazy: fixture('well-behaved', { start: 'on-demand' }) });
  const engine = await openEngine(home);
  await engine.call('request', LIST);
  await engine.call('stop', { names: ['lazy'] });
  await expect(engine.call('request', LIST)).rejects.toMatchObject({
    code: 'server-unavailable',
    message: expect.stringMatching(/stopped by you/),
  });
  expect(home.pidsOf('lazy')).toEqual([]);
});

test('a server on demand is kept awake by what depends on it', async () => {
  const home = await makeHome();
  await home.configure({
    app: fixture('well-behaved', { dependsOn: 'lazy' }),
    lazy: fixture('well-behaved', { start: 'on-demand', idleStop: '1s' }),
  });
  const engine = await openEngine(home, { ports: { clock: scaledClock(10) } });
  await engine.untilReady('lazy', 'app');
  expect((await engine.server('lazy')).idle_stop_at).toBeNull();
});

test('a request that comes while its server is down is answered as soon as that is back', async () => {
  const home = await makeHome();
  await home.configure({ lazy: fixture('well-behaved') });
  const engine = await openEngine(home);
  const [lazy] = await engine.untilReady('lazy');
  process.kill(lazy?.pid ?? 0, 'SIGKILL');
  await engine.untilServer('lazy', 'is down', ({ state }) => state === 'backing-off');
  expect((await engine.call('request', LIST)).error).toBeNull();
  expect((await engine.server('lazy')).restarts).toBe(1);
});
