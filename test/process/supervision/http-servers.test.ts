import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { FIXTURES, fixture } from '../harness/fixture.ts';
import { someFreePort } from '../harness/free-port.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { pidOf } from '../harness/look.ts';
import { openEngine } from '../harness/open-engine.ts';
import { isAlive } from '../harness/processes.ts';
import { serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

async function localServer(settings: object = {}): Promise<{ port: number; entry: object }> {
  const port = await someFreePort();
  const base = { command: process.execPath, args: [`${FIXTURES}http-server.js`, String(port)] };
  return { port, entry: { ...base, url: `http://127.0.0.1:${port}/mcp`, ...settings } };
}

/** Ends what a home keeps running on purpose, before the home is looked at. */
function endKept(home: Home, ...servers: string[]): void {
  onTestFinished(() => {
    for (const pid of servers.flatMap((name) => home.pidsOf(name))) process.kill(pid, 'SIGKILL');
  });
}

test('a local HTTP server is started, reached by its URL, restarted and stopped', async () => {
  const home = await makeHome();
  const { entry } = await localServer();
  await home.configure({ web: entry });
  const engine = await openEngine(home);
  const [web] = await engine.untilReady('web');
  expect(web).toMatchObject({ transport: 'http', location: 'local', era: 'legacy', pid: expect.any(Number) });
  const answer = await engine.call('request', { server: 'web', method: 'tools/list' });
  expect(answer.error).toBeNull();
  await until('its log is read', async () => (await engine.call('logs', { servers: ['web'] })).matched > 0);
  process.kill(web?.pid ?? 0, 'SIGKILL');
  const back = await engine.untilServer(
    'web',
    'is back',
    ({ state, restarts }) => state === 'ready' && restarts === 1,
  );
  expect(back.pid).not.toBe(web?.pid);
  await engine.call('stop', { names: ['web'] });
  expect(home.pidsOf('web')).toEqual([]);
});

test('a local HTTP server that is to run on outlives a quit, and the next start takes it over', async () => {
  const home = await makeHome();
  const { entry } = await localServer({ keepRunning: true });
  await home.configure({ web: entry, other: fixture('well-behaved') });
  endKept(home, 'web');
  const first = await openEngine(home);
  const pid = pidOf((await first.untilReady('web', 'other'))[0] as never);
  await first.engine.close();
  expect(home.pidsOf('web')).toEqual([pid]);
  expect(home.pidsOf('other')).toEqual([]);

  const second = await openEngine(home);
  const again = await second.untilServer('web', 'is ready', ({ state }) => state === 'ready');
  expect(again).toMatchObject({ pid, adopted: true });
  expect((await second.register('web')).map(({ kind }) => kind)).toContain('adopted');
  await second.call('stop', { names: ['web'] });
  expect(home.pidsOf('web')).toEqual([]);
});

test('one that was edited meanwhile is not taken over: it is ended, and the new one runs', async () => {
  const home = await makeHome();
  const { entry } = await localServer({ keepRunning: true });
  await home.configure({ web: entry });
  endKept(home, 'web');
  const first = await openEngine(home);
  const pid = pidOf((await first.untilReady('web'))[0] as never);
  await first.engine.close();
  await home.configure({ web: { ...entry, env: { EDITED: 'yes' } } });
  const second = await openEngine(home);
  const again = await second.untilServer('web', 'is ready', ({ state }) => state === 'ready');
  expect(again.adopted).toBe(false);
  expect(again.pid).not.toBe(pid);
  expect(isAlive(pid)).toBe(false);
  await second.call('stop', { names: ['web'] });
});

test('one that is to run on outlives an engine that is killed, and is one again with the next', async () => {
  const home = await makeHome();
  const { entry } = await localServer({ keepRunning: true });
  await home.configure({ web: entry, other: fixture('well-behaved') });
  endKept(home, 'web');
  const first = await serve(home);
  const pid = pidOf((await first.untilReady('web', 'other'))[0] as never);
  first.child.kill('SIGKILL');
  await until('the guard has ended the other', () => home.pidsOf('other').length === 0);
  expect(home.pidsOf('web')).toEqual([pid]);
  const second = await openEngine(home);
  expect(await second.untilServer('web', 'is ready', ({ state }) => state === 'ready')).toMatchObject({
    pid,
    adopted: true,
  });
  await second.call('stop', { names: ['web'] });
});

test('a port that a stranger holds is told of with its holder, and is not freed', async () => {
  const home = await makeHome();
  const { port, entry } = await localServer();
  const stranger = spawn(process.execPath, [`${FIXTURES}http-server.js`, String(port)], { stdio: 'ignore' });
  onTestFinished(() => void stranger.kill('SIGKILL'));
  await until('the stranger listens', () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    ),
  );
  await home.configure({ web: entry });
  const engine = await openEngine(home);
  const view = await engine.untilServer('web', 'is told', ({ problem }) => problem !== null);
  expect(view.problem?.code).toBe('port-taken');
  expect(view.problem?.message).toContain(`port ${port} is taken by`);
  expect(view.port_holder).toMatchObject({ port, pid: stranger.pid, ours: false });
  await expect(engine.call('free-port', { name: 'web' })).rejects.toMatchObject({ code: 'not-ours' });
  expect(isAlive(stranger.pid ?? 0)).toBe(true);
});

test('a port that another server of this Signalbox holds is freed when its owner says so', async () => {
  const home = await makeHome();
  const { entry } = await localServer();
  await home.configure({ first: entry, second: { ...entry, dependsOn: ['first'] } });
  const engine = await openEngine(home);
  const view = await engine.untilServer('second', 'is told', ({ problem }) => problem !== null);
  expect(view.port_holder).toMatchObject({ ours: true });
  expect(view.problem?.message).toContain('first of this Signalbox');
  await engine.call('stop', { names: ['second'] });
  const alone = { ...entry };
  await home.configure({ first: entry, second: alone });
  await engine.call('reload', {});
  await engine.call('free-port', { name: 'second' });
  await engine.untilReady('second');
  expect(await engine.server('first')).toMatchObject({ state: 'stopped', reason: 'stopped by you' });
});

test('a remote server is reconnected when it is back, however long it was away', async () => {
  const home = await makeHome();
  const { port, entry } = await localServer();
  const run = () => {
    const child = spawn(process.execPath, [`${FIXTURES}http-server.js`, String(port)], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  await home.configure({
    far: { url: (entry as { url: string }).url, health: { interval: '300ms', timeout: '200ms' } },
  });
  const engine = await openEngine(home);
  const away = await engine.untilServer('far', 'is told', ({ problem }) => problem !== null);
  expect(away).toMatchObject({ location: 'remote', pid: null, problem: { code: 'unreachable' } });
  const child = run();
  await engine.untilReady('far');
  child.kill('SIGKILL');
  const lost = await engine.untilServer('far', 'is lost', ({ state }) => state === 'backing-off');
  expect(lost.health).toBe('unhealthy');
  run();
  await engine.untilReady('far');
});

test('a remote server that wants credentials says so, and what would mend it', async () => {
  const home = await makeHome();
  const server = createServer((_, response) => void response.writeHead(401).end());
  const port = await someFreePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await home.configure({ far: { url: `http://127.0.0.1:${port}/mcp` } });
  const engine = await openEngine(home);
  const view = await engine.untilServer('far', 'is told', ({ problem }) => problem !== null);
  expect(view.problem).toMatchObject({ code: 'unauthorized', fix: expect.stringContaining('headers') });
  expect(view.next_start_at).not.toBeNull();
});
