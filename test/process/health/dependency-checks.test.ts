import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DependencyView } from '#contract/health.ts';
import type { DependencyCheck } from '#engine/configuration/configuration.ts';
import { createDependencyChecks } from '#engine/health/health.ts';
import { systemClock } from '#engine/ports.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { openRoom } from '../harness/room.ts';
import { until } from '../harness/until.ts';

const often = { intervalMs: 200, timeoutMs: 5_000, critical: false };

/** The port that it listens on, on this machine. */
async function listening(server: Server): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

const http = async (answer: RequestListener) => `http://127.0.0.1:${await listening(createServer(answer))}/`;

/** Looks at these for a server named app. */
async function checked(
  checks: readonly DependencyCheck[],
  env: Readonly<Record<string, string>> = {},
  at?: Home,
) {
  const home = at ?? (await makeHome());
  const { processes } = await openRoom(home);
  const told: string[] = [];
  const watch = createDependencyChecks({
    clock: systemClock,
    random: Math.random,
    servers: () => [{ name: 'app', checks, env, cwd: home.folder, wanted: true }],
    run: processes.run,
    isReady: () => false,
    secretsOf: () => [],
    onChange() {},
    tell: ({ text }) => void told.push(text),
  });
  onTestFinished(() => watch.close());
  const found = async (name: string, status: DependencyView['status']) =>
    await until(
      `${name} is ${status}`,
      () => watch.of('app').find((view) => view.name === name && view.status === status),
      { seen: () => watch.of('app') },
    );
  return { home, told, found };
}

const httpCheck = (name: string, url: string, but: object = {}): DependencyCheck => ({
  name,
  kind: 'http',
  url,
  headers: {},
  status: null,
  ...often,
  ...but,
});

test('an address is there when it answers with 200 to 399, or as its check expects', async () => {
  const well = await http((_request, response) => response.end('a body that nobody reads'));
  const busy = await http((_request, response) => response.writeHead(503).end());
  const moved = await http((_request, response) => response.writeHead(302, { location: well }).end());
  const silent = await http(() => {});
  const { found } = await checked([
    httpCheck('well', well),
    httpCheck('busy', busy),
    httpCheck('moved', moved),
    httpCheck('must move', well, { status: 302 }),
    httpCheck('moves', moved, { status: 302 }),
    httpCheck('silent', silent, { timeoutMs: 300 }),
    httpCheck('nobody', 'http://127.0.0.1:1/'),
  ]);
  expect((await found('well', 'healthy')).message).toMatch(/^answered 200 in [\d.]+ m?s$/);
  expect((await found('busy', 'unhealthy')).message).toMatch(/^answered 503 in .*, 200 to 399 expected$/);
  expect((await found('moved', 'healthy')).message).toMatch(/^answered 302 /);
  expect((await found('moves', 'healthy')).message).toMatch(/^answered 302 /);
  expect((await found('must move', 'unhealthy')).message).toMatch(/^answered 200 in .*, 302 expected$/);
  expect((await found('silent', 'unhealthy')).message).toBe('did not answer within 300 ms');
  expect((await found('nobody', 'unhealthy')).message).toBe('refused the connection');
});

test('an address is asked with the headers of its check, and with the user in it', async () => {
  const heard: (string | undefined)[] = [];
  const url = await http((request, response) => {
    heard.push(request.headers.authorization, request.headers['x-key']?.toString());
    response.end();
  });
  const { found } = await checked([
    httpCheck('api', url.replace('://', '://me:p%40ss@'), { headers: { 'x-key': 'abc' } }),
  ]);
  const { target } = await found('api', 'healthy');
  expect(target).toMatch(/^http:\/\/•••@127\.0\.0\.1:\d+\/$/);
  expect(heard.slice(0, 2)).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`, 'abc']);
});

test('a port is there when it takes connections, and is found again when it is back', async () => {
  const server = createTcpServer((socket) => socket.end());
  const port = await listening(server);
  const { found, told } = await checked([{ name: 'db', kind: 'tcp', host: '127.0.0.1', port, ...often }]);
  expect((await found('db', 'healthy')).message).toMatch(/^took a connection in /);
  server.close();
  expect((await found('db', 'unhealthy')).message).toBe('refused the connection');
  const again = createTcpServer((socket) => socket.end());
  again.listen(port, '127.0.0.1');
  onTestFinished(() => void again.close());
  await found('db', 'healthy');
  expect(told[0]).toBe('app misses db: it refused the connection');
  expect(told[1]).toMatch(/^app has db again after .*s: it took a connection in /);
});

test('a file is there when it can be read, or written where that is asked for', async () => {
  const home = await makeHome();
  const file = join(home.folder, 'data.csv');
  const folder = join(home.folder, 'drop');
  await writeFile(file, '1');
  await mkdir(folder);
  const check = (name: string, path: string, writable = false): DependencyCheck => ({
    name,
    kind: 'file',
    path,
    writable,
    ...often,
  });
  const { found } = await checked(
    [check('file', file), check('folder', folder, true), check('gone', join(home.folder, 'nowhere', 'x'))],
    {},
    home,
  );
  expect((await found('file', 'healthy')).message).toMatch(/^is there and can be read \(/);
  expect((await found('folder', 'healthy')).message).toMatch(/^is there and can be written \(/);
  expect((await found('gone', 'unhealthy')).message).toBe('is not there');
  await rm(file);
  expect((await found('file', 'unhealthy')).message).toBe('is not there');
});

test('a command is asked in the environment and the folder of its server', async () => {
  const home = await makeHome();
  const program = join(home.folder, 'probe');
  await writeFile(program, '#!/bin/sh\necho "$PWD $API_TOKEN is wrong" >&2\nexit $CODE\n');
  await chmod(program, 0o755);
  const check = (name: string, command: string): DependencyCheck => ({
    name,
    kind: 'command',
    command,
    args: [],
    ...often,
  });
  const { found } = await checked(
    [check('probe', program), check('missing', 'no-such-program-anywhere')],
    { CODE: '3', API_TOKEN: 'very-secret' },
    home,
  );
  const { message } = await found('probe', 'unhealthy');
  expect(message).toMatch(/^exited with 3 in /);
  expect(message).toMatch(new RegExp(`: ${home.folder} ••• is wrong$`));
  expect((await found('missing', 'unhealthy')).message).toMatch(/^can’t be run: .*no-such-program-anywhere/);
});
