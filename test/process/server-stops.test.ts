import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { untilFamilyRuns } from './harness/family.ts';
import { fixture } from './harness/fixture.ts';
import { makeHome } from './harness/home.ts';
import { pidOf } from './harness/look.ts';
import { openEngine } from './harness/open-engine.ts';
import { isAlive } from './harness/processes.ts';
import { serve } from './harness/serve.ts';
import { until } from './harness/until.ts';

/** The product's promise for a quit, whatever the servers do. */
const QUIT_PROMISE_MS = 8_000;
/** The engine's own last steps, and the exit of its process. */
const PROCESS_END_MS = 1_000;

test('a server that ignores every request to end is killed, and nothing of it is left', async () => {
  const home = await makeHome();
  await home.configure({
    stubborn: fixture('ignores-sigterm', { timeouts: { stdinClose: '300ms', terminate: '300ms' } }),
    family: fixture('forks-and-setsid'),
  });
  const engine = await openEngine(home);
  await engine.untilReady('stubborn', 'family');
  await untilFamilyRuns(home);

  await engine.call('stop', { names: ['stubborn', 'family'] });
  expect([...home.pidsOf('stubborn'), ...home.pidsOf('family')]).toEqual([]);
  for (const name of ['stubborn', 'family']) {
    expect(await engine.server(name)).toMatchObject({
      state: 'stopped',
      reason: 'stopped by you',
      pid: null,
    });
  }
  const { lines } = await engine.call('logs', { servers: ['stubborn'] });
  expect(lines.map(({ text }) => text)).toContain('stdin ended; going on');
  // A wanted stop is no fault.
  const kinds = (await engine.register()).map(({ kind }) => kind);
  expect(kinds).not.toContain('went-down');
});

test('an edit is no wish to run: a server that is being stopped by its owner stays stopped', async () => {
  const home = await makeHome();
  const slow = { timeouts: { stdinClose: '2s', terminate: '200ms' } };
  await home.configure({ stubborn: fixture('ignores-sigterm', slow) });
  const engine = await openEngine(home);
  await engine.untilReady('stubborn');
  const stopped = engine.call('stop', { names: ['stubborn'] });
  await home.configure({ stubborn: fixture('ignores-sigterm', { ...slow, env: { CHANGED: 'yes' } }) });
  await engine.call('reload', {});
  await stopped;
  await sleep(1_500);
  expect(await engine.server('stubborn')).toMatchObject({
    state: 'stopped',
    reason: 'stopped by you',
    pid: null,
  });
});

test('a stop that is asked for once, of a server named twice, goes politely', async () => {
  const home = await makeHome();
  await home.configure({ calm: fixture('well-behaved') });
  const engine = await openEngine(home);
  await engine.untilReady('calm');
  await engine.call('stop', { names: ['calm', 'calm'] });
  expect((await engine.server('calm')).last_exit).toMatchObject({ code: 0, signal: null });
});

test('a server that is stopped while it starts stays stopped', async () => {
  const home = await makeHome();
  await home.configure({ mute: fixture('never-answers') });
  const engine = await openEngine(home);
  await engine.untilServer('mute', 'has a process', ({ state, pid }) => state === 'starting' && pid !== null);
  await engine.call('stop', { names: ['mute'] });
  expect(home.pidsOf('mute')).toEqual([]);
  await sleep(2_000);
  expect(await engine.server('mute')).toMatchObject({ state: 'stopped', pid: null, restarts: 0 });
});

test('a server that is stopped while its next start is due stays stopped', async () => {
  const home = await makeHome();
  await home.configure({ refused: fixture('exits-at-once') });
  const engine = await openEngine(home);
  const view = await engine.untilServer('refused', 'backs off', ({ state }) => state === 'backing-off');
  await engine.call('stop', { names: ['refused'] });
  await sleep(Math.max(0, Date.parse(view.next_start_at ?? '') - Date.now()) + 1_000);
  const after = await engine.server('refused');
  expect(after).toMatchObject({ state: 'stopped', next_start_at: null, restarts: view.restarts });
  expect(home.pidsOf('refused')).toEqual([]);
});

test('a start while the server is being stopped waits for its end, and never runs two at once', async () => {
  const home = await makeHome();
  await home.configure({
    stubborn: fixture('ignores-sigterm', { timeouts: { stdinClose: '500ms', terminate: '500ms' } }),
  });
  const engine = await openEngine(home);
  const [before] = await engine.untilReady('stubborn');
  if (before === undefined) throw new Error('the server is missing');
  let most = 0;
  const counting = setInterval(() => {
    most = Math.max(most, home.pidsOf('stubborn').length);
  }, 20);

  const stopped = engine.call('stop', { names: ['stubborn'] });
  expect((await engine.server('stubborn')).state).toBe('stopping');
  await engine.call('start', { names: ['stubborn'] });
  await stopped;
  const after = await engine.untilServer(
    'stubborn',
    'runs anew',
    ({ state, pid }) => state === 'ready' && pid !== before.pid,
  );
  clearInterval(counting);
  expect(isAlive(pidOf(before))).toBe(false);
  expect(most).toBe(1);
  expect(home.pidsOf('stubborn')).toEqual([after.pid]);
  expect(after.restarts).toBe(0);
});

test('a second stop does not wait for the polite rungs', async () => {
  const home = await makeHome();
  await home.configure({
    stubborn: fixture('ignores-sigterm', { timeouts: { stdinClose: '60s', terminate: '60s' } }),
  });
  const engine = await openEngine(home);
  await engine.untilReady('stubborn');
  let done = 0;
  const stop = async () => {
    await engine.call('stop', { names: ['stubborn'] });
    done += 1;
  };
  const both = Promise.all([stop(), stop()]);
  // The polite ladder would take two minutes.
  await until('both stops are done', () => done === 2);
  await both;
  expect(home.pidsOf('stubborn')).toEqual([]);
});

test('a restart ends the old process before the new one runs, and is not counted as a failure', async () => {
  const home = await makeHome();
  await home.configure({ good: fixture('well-behaved'), other: fixture('well-behaved') });
  const engine = await openEngine(home);
  const [before, other] = await engine.untilReady('good', 'other');
  await engine.call('restart', { names: ['good'] });
  const after = await engine.untilServer(
    'good',
    'runs anew',
    ({ state, pid }) => state === 'ready' && pid !== before?.pid,
  );
  expect(after.restarts).toBe(0);
  expect(home.pidsOf('good')).toEqual([after.pid]);
  expect((await engine.server('other')).pid).toBe(other?.pid);
});

test('quit ends five servers that ignore every request within 8 s, and leaves nothing', async () => {
  const home = await makeHome();
  const names = ['a', 'b', 'c', 'd', 'e'];
  // Their own ladders would take two minutes.
  const stubborn = fixture('ignores-sigterm', { timeouts: { stdinClose: '60s', terminate: '60s' } });
  await home.configure(Object.fromEntries(names.map((name) => [name, stubborn])));
  const engine = await serve(home);
  await engine.untilReady(...names);
  const askedMs = performance.now();
  expect(await engine.end()).toBe(0);
  const tookMs = performance.now() - askedMs;
  expect(home.processes()).toEqual([]);
  expect(tookMs).toBeLessThan(QUIT_PROMISE_MS + PROCESS_END_MS);
});

test('quit while servers still start leaves nothing', async () => {
  const home = await makeHome();
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  await home.configure(Object.fromEntries(names.map((name) => [name, fixture('well-behaved')])));
  const engine = await serve(home);
  expect(await engine.end()).toBe(0);
  expect(home.processes()).toEqual([]);
});
