import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ServerView } from '#contract/server.ts';
import { untilFamilyRuns } from './harness/family.ts';
import { FIXTURES, fixture } from './harness/fixture.ts';
import { makeHome } from './harness/home.ts';
import { pidOf } from './harness/look.ts';
import { openEngine } from './harness/open-engine.ts';
import { isAlive } from './harness/processes.ts';
import { until } from './harness/until.ts';

/** Short, so that a hang is seen within seconds. */
const WATCHFUL = { interval: '1s', timeout: '1s', misses: 2 };

test('a killed server is down at once, comes back by itself, and the restart is counted and explained', async () => {
  const home = await makeHome();
  await home.configure({
    victim: {
      command: 'sh',
      args: ['-c', `echo 'last words' >&2; exec '${process.execPath}' '${FIXTURES}well-behaved.js'`],
    },
    bystander: fixture('well-behaved'),
  });
  const engine = await openEngine(home);
  const seen: ServerView[] = [];
  engine.engine.subscribe('servers', ({ changed }) => {
    seen.push(...changed.filter(({ name }) => name === 'victim'));
  });
  const [before, bystander] = await engine.untilReady('victim', 'bystander');
  if (before === undefined || bystander === undefined) throw new Error('a server is missing');
  expect(before.restarts).toBe(0);

  process.kill(pidOf(before), 'SIGKILL');
  const down = await engine.untilServer('victim', 'is down', ({ state }) => state !== 'ready');
  expect(down).toMatchObject({ state: 'backing-off', health: 'unhealthy', lamp: 'bad', restarts: 0 });
  expect(down.problem).toMatchObject({ code: 'killed' });
  expect(down.reason).toBe('was killed by SIGKILL (last stderr line: “last words”)');
  expect(down.last_exit).toMatchObject({ code: null, signal: 'SIGKILL', stderr: 'last words' });
  expect(down.next_start_at).not.toBeNull();

  const back = await engine.untilServer('victim', 'is back', ({ state }) => state === 'ready');
  expect(back).toMatchObject({ restarts: 1, last_exit: { signal: 'SIGKILL' }, problem: null });
  expect(pidOf(back)).not.toBe(before.pid);
  expect((await engine.register('victim')).map(({ kind }) => kind)).toEqual(['ready', 'went-down', 'back']);
  expect((await engine.register('victim')).at(-1)?.text).toMatch(/^victim is back after .+, restart 1$/);
  expect((await engine.server('bystander')).pid).toBe(bystander.pid);
  // The window and the tray hear of each step without asking.
  await until('the topic tells that it is back', () =>
    seen.some(({ restarts, state }) => restarts === 1 && state === 'ready'),
  );
  expect(seen.map(({ state }) => state)).toEqual(
    expect.arrayContaining(['backing-off', 'starting', 'ready']),
  );
});

test('what a killed server left running is swept before it starts again', async () => {
  const home = await makeHome();
  await home.configure({ family: fixture('forks-and-setsid') });
  const engine = await openEngine(home);
  const [before] = await engine.untilReady('family');
  if (before === undefined) throw new Error('the server is missing');
  const grandchildren = await untilFamilyRuns(home);

  process.kill(pidOf(before), 'SIGKILL');
  await engine.untilServer('family', 'is back', ({ state, restarts }) => state === 'ready' && restarts === 1);
  expect([pidOf(before), ...grandchildren].filter(isAlive)).toEqual([]);
  await untilFamilyRuns(home);
});

test('a stopped process is seen as hung, is ended, and the server comes back', async () => {
  const home = await makeHome();
  await home.configure({
    frozen: fixture('well-behaved', { health: WATCHFUL, timeouts: { terminate: '500ms' } }),
  });
  const engine = await openEngine(home);
  const seen: ServerView[] = [];
  engine.engine.subscribe('servers', ({ changed }) => seen.push(...changed));
  const [before] = await engine.untilReady('frozen');
  if (before === undefined) throw new Error('the server is missing');

  process.kill(pidOf(before), 'SIGSTOP');
  const hung = await engine.untilRegister('it hangs', ({ kind }) => kind === 'hung');
  expect(hung.text).toMatch(/^frozen hangs: no answer to 2 probes of 1 s each/);
  await engine.untilServer('frozen', 'is back', ({ state, pid }) => state === 'ready' && pid !== before.pid);
  expect(isAlive(pidOf(before))).toBe(false);
  const unhealthy = seen.find(({ health }) => health === 'unhealthy');
  expect(unhealthy?.problem?.code).toBe('hung');
  expect(unhealthy?.health_reasons.join()).toMatch(/^hangs: no answer to 2 probes/);
});

test('a server that stops answering after its handshake is found and started anew', async () => {
  const home = await makeHome();
  await home.configure({ deaf: fixture('hangs-on-request', { health: WATCHFUL }) });
  const engine = await openEngine(home);
  await engine.untilRegister('it hangs', ({ kind, server }) => kind === 'hung' && server === 'deaf');
  await engine.untilServer(
    'deaf',
    'is started anew',
    ({ state, restarts }) => state === 'ready' && restarts >= 1,
  );
});

test('a server whose every answer comes late is slow, not dead: it is left alone', async () => {
  const home = await makeHome();
  // Each answer comes after its probe was given up and before the next one is sent.
  await home.configure({
    slow: fixture('answers-late', {
      env: { LATE_MS: '1100' },
      health: { interval: '1600ms', timeout: '600ms', misses: 3 },
    }),
  });
  const engine = await openEngine(home);
  const [before] = await engine.untilReady('slow');
  // Long enough for five probes; three that count as missed would end it.
  await sleep(8_000);
  const after = await engine.server('slow');
  expect(after).toMatchObject({ state: 'ready', restarts: 0, pid: before?.pid });
  // Late answers are no round trips in time: the probes were missed indeed.
  expect(after.probe_ms).toBeNull();
});
