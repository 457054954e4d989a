import { expect, test } from 'vitest';
import { scaledClock } from '../../fakes/scaled-clock.ts';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { pidOf } from '../harness/look.ts';
import { openEngine } from '../harness/open-engine.ts';

test('the next engine knows what its owner stopped, how often a server was restarted, and how it ended', async () => {
  const home = await makeHome();
  await home.configure({ keeps: fixture('well-behaved'), rests: fixture('well-behaved') });
  const first = await openEngine(home);
  await first.untilReady('keeps', 'rests');
  process.kill(pidOf(await first.server('keeps')), 'SIGKILL');
  await first.untilServer('keeps', 'is back', ({ state, restarts }) => state === 'ready' && restarts === 1);
  await first.call('stop', { names: ['rests'] });
  await first.engine.close();

  const second = await openEngine(home);
  const [again] = await second.untilReady('keeps');
  expect(again).toMatchObject({ restarts: 1, last_exit: { code: 0 } });
  const rests = await second.server('rests');
  expect(rests).toMatchObject({ state: 'stopped', reason: 'stopped by you', pid: null });
  expect(home.pidsOf('rests')).toEqual([]);

  const { events } = await second.call('history', { server: 'keeps' });
  expect(events.find(({ signal }) => signal === 'SIGKILL')).toMatchObject({
    code: 'killed',
    from: 'ready',
    to: 'backing-off',
    run: 1,
  });
  expect(events[0]).toMatchObject({ to: 'ready', run: 3 });
  const { processes } = await second.call('server', { name: 'keeps' });
  const ends = processes
    .filter(({ root }) => root)
    .map(({ signal, ended_at }) => [signal, ended_at === null]);
  expect(ends).toEqual([
    [null, true],
    [null, false],
    ['SIGKILL', false],
  ]);
});

test('a loop of crashes is still one after Signalbox was restarted', async () => {
  const home = await makeHome();
  await home.configure({ refused: fixture('exits-at-once') });
  const ports = () => ({ clock: scaledClock(10) });
  for (let deaths = 1; deaths <= 3; deaths += 1) {
    const engine = await openEngine(home, { ports: ports() });
    await engine.untilServer('refused', 'is down', ({ state }) => state === 'backing-off');
    await engine.engine.close();
  }
  const engine = await openEngine(home, { ports: ports() });
  const view = await engine.untilServer('refused', 'loops', ({ state }) => state === 'crash-looping');
  expect(view.problem?.code).toBe('exited');
});

test('what a server ended as decides, where its configuration says so, and all of it is in the history', async () => {
  const home = await makeHome();
  await home.configure({
    done: fixture('exits-with-zero', { restart: { successOn: [0] } }),
    never: fixture('exits-at-once', { restart: { preventOn: [1] } }),
  });
  const engine = await openEngine(home);
  const done = await engine.untilServer('done', 'has ended', ({ state }) => state === 'stopped');
  expect(done).toMatchObject({ lamp: 'off', reason: 'ended as its configuration calls a success' });
  const never = await engine.untilServer('never', 'stays down', ({ state }) => state === 'failed');
  expect(never.next_step).toMatch(/restart settings/);
  const { events } = await engine.call('history', { server: 'never', limit: 1 });
  expect(events[0]).toMatchObject({ to: 'failed', exit_code: 1 });
});
