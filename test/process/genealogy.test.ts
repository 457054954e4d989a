import { expect, test } from 'vitest';
import type { ProcessView } from '#contract/history.ts';
import { untilFamilyRuns } from './harness/family.ts';
import { FIXTURES, fixture } from './harness/fixture.ts';
import { makeHome } from './harness/home.ts';
import { pidOf } from './harness/look.ts';
import { openEngine } from './harness/open-engine.ts';
import { serve } from './harness/serve.ts';
import { until } from './harness/until.ts';

const timeouts = { stdinClose: '200ms', terminate: '200ms' };

test('each process of a tree is on record with parent, start and end, also one that was forked twice', async () => {
  const home = await makeHome();
  await home.configure({
    family: fixture('forks-and-setsid', { timeouts, env: { API_KEY: 'hush-hush-hush' } }),
  });
  const engine = await openEngine(home);
  const [server] = await engine.untilReady('family');
  if (server === undefined) throw new Error('not ready');
  const grandchildren = await untilFamilyRuns(home);
  const processes = async () => (await engine.call('server', { name: 'family' })).processes;
  const family = await until('all three are on record', async () => {
    const seen = await processes();
    return seen.length >= 3 &&
      seen.every(({ memory_bytes, ended_at }) => ended_at !== null || memory_bytes !== null)
      ? seen
      : null;
  });
  const [root, ...rest] = family;
  expect(root).toMatchObject({ pid: server.pid, ppid: process.pid, root: true, ended_at: null });
  const living = rest.filter(({ ended_at }) => ended_at === null);
  expect(living.map(({ pid }) => pid).sort()).toEqual(grandchildren.sort());
  for (const one of living) {
    expect(one).toMatchObject({
      root: false,
      exit_code: null,
      command: expect.stringContaining('outlives-its-parent'),
    });
    expect(Date.parse(one.started_at)).toBeGreaterThanOrEqual(Date.parse(root?.started_at ?? ''));
  }

  process.kill(pidOf(server), 'SIGKILL');
  await engine.untilServer('family', 'is back', ({ state, restarts }) => state === 'ready' && restarts === 1);
  await engine.call('stop', { names: ['family'] });
  const ended = await processes();
  expect(ended.filter(({ ended_at }) => ended_at === null)).toEqual([]);
  expect(ended.find(({ pid }) => pid === server.pid)).toMatchObject({ signal: 'SIGKILL', exit_code: null });
  const gone = ended.filter(({ pid }) => grandchildren.includes(pid));
  expect(gone).toHaveLength(2);
});

test('a process that became another program is on record as that, with its secrets masked', async () => {
  const home = await makeHome();
  await home.configure({
    shim: {
      command: 'sh',
      args: [
        '-c',
        `${JSON.stringify(process.execPath)} -e 'setTimeout(() => {}, 4000)'; exec "$0" "$@"`,
        process.execPath,
        `${FIXTURES}well-behaved.js`,
        '--api-key=hush-hush-hush',
      ],
    },
  });
  const engine = await openEngine(home);
  const [server] = await engine.untilReady('shim');
  const root = await until('its own process is told of as node', async () => {
    const { processes } = await engine.call('server', { name: 'shim' });
    return processes.find((one) => one.root && one.command.startsWith(process.execPath)) ?? null;
  });
  expect(root).toMatchObject({ pid: server?.pid, executable: process.execPath, ended_at: null });
  expect(root.command).toBe(`${process.execPath} ${FIXTURES}well-behaved.js --api-key=•••`);
});

test('what a killed engine could not write is closed by the next, and its history goes on', async () => {
  const home = await makeHome();
  await home.configure({ alpha: fixture('well-behaved') });
  const first = await serve(home);
  const [before] = await first.untilReady('alpha');
  if (before === undefined) throw new Error('not ready');
  process.kill(first.pid, 'SIGKILL');
  await until('nothing of it is left', () => home.processes().length === 0);

  const engine = await openEngine(home);
  await engine.untilReady('alpha');
  const { processes } = await engine.call('server', { name: 'alpha' });
  const old = processes.find(({ pid }: ProcessView) => pid === before.pid);
  expect(old).toMatchObject({ root: true, ended_at: expect.any(String), exit_code: null, signal: null });
  const { events } = await engine.call('history', { server: 'alpha' });
  const readies = events.filter(({ to }) => to === 'ready');
  expect(readies.map(({ run }) => run)).toEqual([2, 1]);
});
