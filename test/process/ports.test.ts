import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { LaunchSpec } from '#engine/process/process.ts';
import { type Home, makeHome } from './harness/home.ts';
import { isAlive } from './harness/processes.ts';
import { openRoom, type Room } from './harness/room.ts';
import { until } from './harness/until.ts';

/** As on a machine without lsof. */
const unasked = vi.hoisted(() => ({ now: false }));

vi.mock('#engine/process/ports/listeners.ts', async (load) => {
  const real = await load<typeof import('#engine/process/ports/listeners.ts')>();
  return {
    ...real,
    readListeners: (port: number) =>
      unasked.now ? Promise.reject(new Error('spawn lsof ENOENT')) : real.readListeners(port),
  };
});

const LISTENS = fileURLToPath(new URL('../fixtures/listens-on-port.js', import.meta.url));
const GRACES = { stdinCloseMs: 0, terminateMs: 2_000 };

/** A program of somebody else that listens on a port of the system's choice. */
async function startStranger(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(process.execPath, [LISTENS, '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const port = await until('it listens', () => /listening on (\d+)/.exec(said)?.[1]);
  return { child, port: Number(port) };
}

/** Whatever of this machine is free now. */
async function someFreePort(): Promise<number> {
  const server = await listen(0, '127.0.0.1');
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listen(port: number, host: string): Promise<Server> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.once('error', reject);
  server.listen(port, host, () => resolve(server));
  return promise;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function webServer(home: Home, server: string, port: number, script?: string): LaunchSpec {
  return {
    server,
    command: script === undefined ? process.execPath : 'sh',
    args:
      script === undefined
        ? [LISTENS, String(port)]
        : ['-c', script, process.execPath, LISTENS, String(port)],
    env: {},
    cwd: null,
    output: { kind: 'file', path: join(home.folder, `${server}.log`) },
    url: `http://127.0.0.1:${port}/mcp`,
  };
}

async function launch(room: Room, home: Home, spec: LaunchSpec) {
  const launched = await room.processes.launch(spec);
  if (!launched.ok) throw new Error(launched.problem.message);
  const file = join(home.folder, `${spec.server}.log`);
  await until('it listens', () => readFileSync(file, 'utf8').includes('listening'));
  onTestFinished(async () => void (await launched.child.stop(GRACES)));
  return launched.child;
}

test('a server whose port a stranger holds is not started, and its owner learns who that is', async () => {
  const home = await makeHome();
  const room = await openRoom(home);
  const { child, port } = await startStranger();
  const launched = await room.processes.launch(webServer(home, 'web', port));
  if (launched.ok) throw new Error('it was started');
  expect(launched.problem).toMatchObject({
    code: 'port-taken',
    permanent: false,
    message: `port ${port} is taken by node listens-on-port.js (pid ${child.pid})`,
    holder: { port, pid: child.pid, command: 'node listens-on-port.js', ours: false },
  });
  expect(launched.problem.fix).toContain('another port');
  expect(room.state.records.all()).toEqual([]);
  expect(await room.processes.freePort(port)).toBe('not-ours');
  expect(isAlive(child.pid ?? 0)).toBe(true);
});

test('a port that a server of this Signalbox holds is named as such, and freed with its whole tree', async () => {
  const home = await makeHome();
  const room = await openRoom(home);
  const port = await someFreePort();
  const holder = await launch(
    room,
    home,
    webServer(home, 'first', port, 'setsid sleep 600 & "$0" "$@" & wait'),
  );
  const tree = home.pidsOf('first');
  expect(tree).toHaveLength(3);
  const launched = await room.processes.launch(webServer(home, 'second', port));
  if (launched.ok) throw new Error('it was started');
  const { pid } = launched.problem.holder ?? {};
  expect(tree).toContain(pid);
  expect(launched.problem.message).toBe(
    `port ${port} is taken by node listens-on-port.js (pid ${pid}), which belongs to first of this Signalbox`,
  );
  expect(launched.problem.holder).toMatchObject({ ours: true });

  expect(await room.processes.freePort(port)).toBe('freed');
  expect(tree.filter(isAlive)).toEqual([]);
  expect(await room.processes.freePort(port)).toBe('nobody');
  await holder.stop(GRACES);
  await launch(room, home, webServer(home, 'second', port));
});

test('a port whose last connections are still closing is not taken', async () => {
  const home = await makeHome();
  const room = await openRoom(home);
  const server = await listen(0, '127.0.0.1');
  const port = portOf(server);
  // The side that closes first is left in TIME_WAIT: the server's.
  server.on('connection', (socket) => socket.end());
  const client = connect(port, '127.0.0.1');
  client.resume();
  await new Promise((resolve) => client.once('close', resolve));
  await new Promise((resolve) => server.close(resolve));
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  expect(readFileSync('/proc/net/tcp', 'utf8')).toMatch(new RegExp(`0100007F:${hexPort} \\S+ 06`));
  expect(await room.processes.holderOf(port, '127.0.0.1')).toBeNull();
  await launch(room, home, webServer(home, 'web', port));
});

test('who listens on another address of the same port is in nobody’s way', async () => {
  const home = await makeHome();
  const room = await openRoom(home);
  const server = await listen(0, '127.0.0.2');
  onTestFinished(() => void server.close());
  const port = portOf(server);
  expect(await room.processes.holderOf(port, '127.0.0.1')).toBeNull();
  expect(await room.processes.holderOf(port, '127.0.0.2')).toMatchObject({ pid: process.pid, ours: false });
  expect(await room.processes.holderOf(port, '0.0.0.0')).toMatchObject({ pid: process.pid });
});

test('a stranger at another address of the port keeps nobody from freeing it', async () => {
  const home = await makeHome();
  const room = await openRoom(home);
  const stranger = await listen(0, '127.0.0.2');
  onTestFinished(() => void stranger.close());
  const port = portOf(stranger);
  const child = await launch(room, home, webServer(home, 'web', port));
  expect(await room.processes.freePort(port)).toBe('not-ours');
  expect(await room.processes.freePort(port, '127.0.0.1')).toBe('freed');
  expect(isAlive(child.pid)).toBe(false);
  expect(await room.processes.freePort(port, '127.0.0.2')).toBe('not-ours');
});

test('a server is started where the system can not be asked who listens', async () => {
  unasked.now = true;
  onTestFinished(() => {
    unasked.now = false;
  });
  const home = await makeHome();
  const room = await openRoom(home);
  const port = await someFreePort();
  await expect(room.processes.holderOf(port, '127.0.0.1')).rejects.toThrow('lsof');
  await launch(room, home, webServer(home, 'web', port));
});
