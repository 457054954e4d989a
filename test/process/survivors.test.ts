import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LogFilter } from '#contract/log-line.ts';
import { openLogs } from '#engine/logs/logs.ts';
import { systemClock } from '#engine/ports.ts';
import { type LaunchSpec, launchHash } from '#engine/process/process.ts';
import { type Home, makeHome } from './harness/home.ts';
import { isAlive } from './harness/processes.ts';
import { openRoom, type Room } from './harness/room.ts';
import { guardsOf, startProgram } from './harness/room-engine.ts';
import { until } from './harness/until.ts';

const LISTENS = fileURLToPath(new URL('../fixtures/listens-on-port.js', import.meta.url));
const GRACES = { stdinCloseMs: 0, terminateMs: 2_000 };

/** A local HTTP server on a port of the system's choice, so that no two tests meet. */
async function webServer(home: Home, but: Partial<LaunchSpec> = {}): Promise<LaunchSpec> {
  await mkdir(home.folder, { recursive: true });
  return {
    server: 'web',
    command: process.execPath,
    args: [LISTENS, '0'],
    env: {},
    cwd: null,
    output: { kind: 'file', path: join(home.folder, 'web.log') },
    ...but,
  };
}

const written = (home: Home): string => readFileSync(join(home.folder, 'web.log'), 'utf8');

async function launch(room: Room, spec: LaunchSpec) {
  const launched = await room.processes.launch(spec);
  if (!launched.ok) throw new Error(launched.problem.message);
  return launched.child;
}

test('a server that is to keep running outlives a quit, and the next start takes it over with every line it wrote', async () => {
  const home = await makeHome();
  const spec = await webServer(home, { keepRunning: true });
  const first = await openRoom(home);
  const child = await launch(first, spec);
  await until('it writes', () => written(home).includes('line 5\n'));
  child.release();
  await first.close();
  const atQuit = written(home).length;
  await until('it goes on writing', () => written(home).length > atQuit + 100);

  const second = await openRoom(home);
  expect(second.swept).toEqual([]);
  expect(second.processes.survivors()).toEqual([
    {
      server: 'web',
      pid: child.pid,
      startedAtMs: child.startedAtMs,
      launchHash: launchHash(spec),
      url: null,
    },
  ]);
  const adopted = second.processes.adopt('web');
  if (adopted?.output.kind !== 'file') throw new Error('not taken over');
  expect(adopted.pid).toBe(child.pid);
  expect(second.processes.survivors()).toEqual([]);
  expect(second.processes.adopt('web')).toBeNull();

  const logs = await openLogs({ folder: join(home.folder, 'logs'), clock: systemClock });
  const follow = logs.follow('web', adopted.output.path, []);
  process.kill(adopted.pid, 'SIGKILL');
  expect(await adopted.exit).toEqual({ code: null, signal: null });
  await follow.end();
  const texts = logs.query(LogFilter.parse({ limit: 5000 })).lines.map(({ text }) => text);
  expect(texts).toEqual(written(home).trimEnd().split('\n'));
  await logs.close();
  expect(await adopted.stop(GRACES)).toMatchObject({ left: [] });
  expect(second.state.records.all()).toEqual([]);
});

test('neither the end of its engine nor the guard ends a server that is to keep running', async () => {
  const home = await makeHome();
  const engine = await startProgram(home, await webServer(home, { keepRunning: true }));
  await until('it writes', () => written(home).includes('line 5\n'));
  await engine.kill();
  await until('the guard has done its work', () => guardsOf(home).length === 0);
  expect(isAlive(engine.pid)).toBe(true);
  const atEnd = written(home).length;
  await until('it goes on writing', () => written(home).length > atEnd + 100);

  const next = await openRoom(home);
  const adopted = next.processes.adopt('web');
  expect(adopted?.pid).toBe(engine.pid);
  expect(await adopted?.stop(GRACES)).toMatchObject({ outcome: 'terminate', left: [] });
  expect(isAlive(engine.pid)).toBe(false);
});

test('any other is ended by the guard when its engine is killed', async () => {
  const home = await makeHome();
  const engine = await startProgram(home, await webServer(home));
  await engine.kill();
  await until('the guard has ended it', () => !isAlive(engine.pid), { limitMs: 8_000 });
  await until('the guard has done its work', () => guardsOf(home).length === 0);
  const next = await openRoom(home);
  expect(next.processes.survivors()).toEqual([]);
  expect(next.swept).toEqual([{ server: 'web', pids: [engine.pid], by: 'guard', left: [] }]);
});

test('what was not taken over is ended with all that it started, and said', async () => {
  const home = await makeHome();
  const spec = await webServer(home, {
    command: 'sh',
    args: ['-c', '(setsid sleep 600 &); exec sleep 601'],
  });
  const engine = await startProgram(home, spec);
  const [guard] = guardsOf(home);
  if (guard === undefined) throw new Error('no guard');
  await until('its tree is whole', () => home.pidsOf('web').length === 2);
  process.kill(guard, 'SIGKILL');
  await engine.kill();
  const tree = home.pidsOf('web');
  expect(tree).toHaveLength(2);

  const next = await openRoom(home);
  expect(next.swept).toEqual([]);
  expect(next.processes.survivors().map(({ pid }) => pid)).toEqual([engine.pid]);
  expect(await next.processes.endSurvivors(new Set(['web']))).toEqual([]);
  expect(tree.filter(isAlive)).toEqual(tree);
  const [ended, ...others] = await next.processes.endSurvivors(new Set());
  expect(others).toEqual([]);
  expect(ended).toMatchObject({ server: 'web', by: 'start', left: [] });
  expect([...(ended?.pids ?? [])].sort()).toEqual([...tree].sort());
  expect(tree.filter(isAlive)).toEqual([]);
  expect(next.state.records.all()).toEqual([]);
});

/** Two servers that outlived the engines which started them. */
async function leaveTwo(home: Home): Promise<{ web: number; other: number }> {
  const pids: number[] = [];
  for (const server of ['web', 'other']) {
    const room = await openRoom(home);
    const child = await launch(room, await webServer(home, { server, keepRunning: true }));
    pids.push(child.pid);
    child.release();
    await room.close();
  }
  const [web = 0, other = 0] = pids;
  return { web, other };
}

test('one that is not wanted as it is, is ended alone, and the others wait', async () => {
  const home = await makeHome();
  const { web, other } = await leaveTwo(home);
  const room = await openRoom(home);
  expect(await room.processes.endSurvivor('nobody')).toEqual([]);
  expect(await room.processes.endSurvivor('web')).toEqual([
    { server: 'web', pids: [web], by: 'start', left: [] },
  ]);
  expect([isAlive(web), isAlive(other)]).toEqual([false, true]);
  expect(await room.processes.endSurvivor('web')).toEqual([]);
  expect(room.processes.survivors().map(({ server }) => server)).toEqual(['other']);
  await room.processes.endSurvivors(new Set());
  expect(isAlive(other)).toBe(false);
});

test('whoever asks for the end of one that is being ended waits for it too', async () => {
  const home = await makeHome();
  const { web } = await leaveTwo(home);
  const room = await openRoom(home);
  const all = room.processes.endSurvivors(new Set());
  expect(await room.processes.endSurvivor('web')).toEqual([]);
  expect(isAlive(web)).toBe(false);
  expect(await all).toHaveLength(2);
});

test('a quit ends what was left for a takeover that did not come, but for what is to run on', async () => {
  const home = await makeHome();
  const engine = await startProgram(home, await webServer(home));
  const [guard = 0] = guardsOf(home);
  process.kill(guard, 'SIGKILL');
  await engine.kill();
  const keeping = await openRoom(home);
  const kept = await launch(keeping, await webServer(home, { server: 'kept', keepRunning: true }));
  kept.release();
  expect(keeping.processes.survivors().map(({ server }) => server)).toEqual(['web']);
  await keeping.close();
  expect([isAlive(engine.pid), isAlive(kept.pid)]).toEqual([false, true]);

  const next = await openRoom(home);
  await next.close();
  expect(isAlive(kept.pid)).toBe(true);
  const last = await openRoom(home);
  await last.processes.endSurvivors(new Set());
});

test('a server that was taken over is guarded as if it had been started here', async () => {
  const home = await makeHome();
  const spec = await webServer(home, {
    command: 'sh',
    args: ['-c', '(setsid sleep 600 &); exec sleep 601'],
  });
  const first = await startProgram(home, spec);
  const [guard] = guardsOf(home);
  if (guard === undefined) throw new Error('no guard');
  await until('its tree is whole', () => home.pidsOf('web').length === 2);
  process.kill(guard, 'SIGKILL');
  await first.kill();
  const second = await startProgram(home, spec, true);
  expect(second.pid).toBe(first.pid);
  await second.kill();
  await until('the guard has ended its whole tree', () => home.pidsOf('web').length === 0, {
    limitMs: 8_000,
  });
  await until('the guard has done its work', () => guardsOf(home).length === 0);
});

test('an edited launch has another hash, and an equal one the same whatever the order of its variables', async () => {
  const home = await makeHome();
  const spec = await webServer(home, { env: { A: '1', B: '2' }, url: 'http://127.0.0.1:3001/mcp' });
  const hash = launchHash(spec);
  expect(launchHash({ ...spec, env: { B: '2', A: '1' }, output: { kind: 'file', path: '/other' } })).toBe(
    hash,
  );
  const edits: readonly Partial<LaunchSpec>[] = [
    { command: 'bun' },
    { args: [LISTENS, '1'] },
    { env: { A: '1', B: '3' } },
    { cwd: '/' },
    { url: 'http://127.0.0.1:3002/mcp' },
    { keepRunning: true },
  ];
  expect(edits.filter((edit) => launchHash({ ...spec, ...edit }) === hash)).toEqual([]);
});
