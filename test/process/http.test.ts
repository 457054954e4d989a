import { readFile, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { RuntimeFile } from '#contract/runtime-file.ts';
import { fixture } from './harness/fixture.ts';
import { type Home, makeHome } from './harness/home.ts';
import { type OpenEngine, openEngine } from './harness/open-engine.ts';

let home: Home;
let engine: OpenEngine;
let url: string;
let token: string;

beforeAll(async () => {
  const undo: (() => Promise<void>)[] = [];
  home = await makeHome((step) => undo.push(step));
  await home.configure({
    alpha: fixture('well-behaved'),
    refused: fixture('exits-at-once', { restart: { policy: 'never' } }),
  });
  engine = await openEngine(home, { defer: (step) => undo.push(step) });
  ({ url, token } = engine.engine.endpoint);
  await engine.untilReady('alpha');
  await engine.untilServer('refused', 'fails', ({ state }) => state === 'failed');
  return async () => {
    for (const step of undo.toReversed()) await step();
  };
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** By node's own client: fetch does not let a Host be forged. */
function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(new URL(path, url), { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    asking.once('error', reject);
    asking.end(body);
  });
}

const bearer = () => ({ authorization: `Bearer ${token}` });

function post(path: string, body: unknown): Promise<Answer> {
  const headers = { ...bearer(), 'content-type': 'application/json' };
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** The protocol that was agreed on when it opened, or the status that it was refused with. */
function connect(options: {
  readonly protocols?: string[];
  readonly headers?: Record<string, string>;
  readonly query?: string;
}): Promise<string | number> {
  const address = new URL(`events${options.query ?? ''}`, url.replace('http:', 'ws:'));
  const socket = new WebSocket(address, options.protocols ?? [], { headers: options.headers ?? {} });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      resolve(socket.protocol);
      socket.close();
    });
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
    });
    socket.once('error', reject);
  });
}

test('the bare health route tells whoever asks the status and nothing more', async () => {
  const { status, body } = await ask('health');
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(['status']);
  const wrong = await ask('health', { headers: { authorization: 'Bearer wrong' } });
  expect(Object.keys(wrong.body)).toEqual(['status']);
  const full = await ask('health', { headers: bearer() });
  expect(full.body).toMatchObject({
    servers: 2,
    ready: 1,
    attention: ['refused'],
    engine: { pid: process.pid },
  });
});

const ROUTES = [
  ['GET', 'servers'],
  ['GET', 'servers/alpha'],
  ['GET', 'servers/alpha/health'],
  ['GET', 'servers/alpha/logs'],
  ['GET', 'servers/alpha/metrics'],
  ['GET', 'metrics'],
  ['GET', 'mcp-status'],
  ['GET', 'debug-info'],
  ['GET', 'servers/nobody'],
  ['GET', 'config'],
  ['GET', 'config/schema'],
  ['GET', 'events'],
  ['POST', 'health'],
  ['POST', 'commands/start'],
  ['POST', 'commands/stop'],
  ['POST', 'commands/restart'],
  ['POST', 'commands/reload'],
  ['POST', 'queries/snapshot'],
  ['POST', 'queries/logs'],
  ['GET', 'no-such-route'],
] as const;

test.each(ROUTES)('%s /%s is refused without the token and with a wrong one', async (method, path) => {
  for (const headers of [
    {},
    { authorization: 'Bearer wrong' },
    { authorization: `Bearer ${token}x` },
    { authorization: token },
  ]) {
    expect(await ask(path, { method, headers })).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  }
});

test('the token in the address opens no route but the live feed', async () => {
  expect(await ask(`servers?token=${token}`)).toMatchObject({ status: 401 });
});

describe('a request that a foreign page could have sent', () => {
  test.each(['health', 'servers'])(
    'GET /%s for a foreign host is refused even with the token',
    async (path) => {
      for (const host of ['evil.example', 'evil.example:4870', '127.0.0.1.evil.example']) {
        const answer = await ask(path, { headers: { ...bearer(), host } });
        expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      }
    },
  );

  test('a foreign origin is refused even with the token, and its own is answered', async () => {
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null']) {
      const answer = await ask('servers', { headers: { ...bearer(), origin } });
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    const own = { ...bearer(), origin: url.replace(/\/$/, '') };
    expect(await ask('servers', { headers: own })).toMatchObject({ status: 200 });
  });

  test('a foreign origin gets no live feed', async () => {
    expect(await connect({ headers: { ...bearer(), origin: 'https://evil.example' } })).toBe(403);
  });
});

describe('the live feed', () => {
  test('opens with the token as a subprotocol, as a header and in the address', async () => {
    expect(await connect({ protocols: ['signalbox', token] })).toBe('signalbox');
    expect(await connect({ headers: bearer() })).toBe('');
    expect(await connect({ query: `?token=${token}` })).toBe('');
  });

  test('is refused without the token and with a wrong one', async () => {
    expect(await connect({})).toBe(401);
    expect(await connect({ protocols: ['signalbox', 'wrong'] })).toBe(401);
    expect(await connect({ query: '?token=wrong' })).toBe(401);
  });

  test('tells a change of a server to everybody who listens', async () => {
    const socket = new WebSocket(new URL('events', url.replace('http:', 'ws:')), { headers: bearer() });
    const heard = new Promise<string>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data) => {
        const { topic, data: change } = JSON.parse(String(data));
        if (topic !== 'servers') return;
        if (
          change.changed.some(
            (one: { name: string; state: string }) => one.name === 'refused' && one.state === 'stopped',
          )
        ) {
          resolve('stopped');
        }
      });
    });
    await new Promise((resolve) => socket.once('open', resolve));
    await post('commands/stop', { names: ['refused'] });
    expect(await heard).toBe('stopped');
    socket.close();
  });
});

describe('a refusal has a code that scripts can read', () => {
  test.each([
    ['an empty list of names', 'commands/start', { names: [] }, 400, 'bad-input', /names/],
    ['a name that is no text', 'commands/stop', { names: [1] }, 400, 'bad-input', /names/],
    ['no names', 'commands/restart', {}, 400, 'bad-input', /names/],
    ['a limit out of bounds', 'queries/logs', { limit: 0 }, 400, 'bad-input', /limit/],
    [
      'an unknown server',
      'commands/stop',
      { names: ['alhpa'] },
      404,
      'unknown-server',
      /Did you mean alpha\?/,
    ],
    [
      'one unknown server of two',
      'commands/stop',
      { names: ['alpha', 'beta'] },
      404,
      'unknown-server',
      /beta/,
    ],
    ['an unknown command', 'commands/explode', {}, 404, 'unknown-channel', /start, stop, restart/],
  ])('%s', async (_what, path, body, status, code, message) => {
    const answer = await post(path, body);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body['message']).toMatch(message);
    expect((await engine.server('alpha')).state).toBe('ready');
  });

  test('a body that is no JSON', async () => {
    const headers = { ...bearer(), 'content-type': 'application/json' };
    const answer = await ask('commands/stop', { method: 'POST', headers, body: '{ "names": [' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad-input' } });
  });

  test('an unknown server and an unknown route', async () => {
    expect(await ask('servers/nobody', { headers: bearer() })).toMatchObject({
      status: 404,
      body: { code: 'unknown-server' },
    });
    expect(await ask('nothing', { headers: bearer() })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });
});

test('scripts read each server, its health and its log', async () => {
  const { body } = await ask('servers', { headers: bearer() });
  expect(body['servers']).toMatchObject([
    {
      name: 'alpha',
      state: 'ready',
      health: 'healthy',
      tools: 2,
      protocol_version: '2025-11-25',
      restarts: 0,
    },
    { name: 'refused' },
  ]);
  expect(await ask('servers/alpha/health', { headers: bearer() })).toMatchObject({
    status: 200,
    body: { status: 'healthy', server_name: 'alpha', version: '1.0.0' },
  });
  const logs = await ask('servers/refused/logs?text=connection&limit=1', { headers: bearer() });
  expect(logs.body['lines']).toMatchObject([
    { server: 'refused', stream: 'stderr', text: 'connection refused' },
  ]);
});

test('health answers 503 only while every wanted server is down', async () => {
  const other = await makeHome();
  await other.configure({ absent: { command: 'no-such-command-anywhere' } });
  const down = await openEngine(other);
  await down.untilServer('absent', 'fails', ({ state }) => state === 'failed');
  const health = async () => (await fetch(new URL('health', down.engine.endpoint.url))).status;
  expect(await health()).toBe(503);
  await other.configure({ absent: { command: 'no-such-command-anywhere' }, good: fixture('well-behaved') });
  await down.untilReady('good');
  expect(await health()).toBe(200);
});

test('what an engine keeps is open to its owner alone', async () => {
  const { state, runtimeFile } = home.places;
  const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  expect(await mode(state)).toBe('700');
  expect(await mode(home.places.logs)).toBe('700');
  expect(await mode(runtimeFile)).toBe('600');
  expect(await mode(`${state}/token`)).toBe('600');
  const runtime = RuntimeFile.parse(JSON.parse(await readFile(runtimeFile, 'utf8')));
  expect(runtime).toMatchObject({ url, token, pid: process.pid });
});
