import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  initialize,
  type RunningEndpoint,
  rpc,
  runEndpoint,
  type Sent,
  send,
  TOKEN,
} from './run-endpoint.ts';

let running: RunningEndpoint;
beforeEach(async () => {
  running = await runEndpoint();
});
afterEach(async () => {
  await running.close();
  expect(running.faults).toEqual([]);
});

/** A request with headers that `fetch` does not let through. */
function raw(method: string, headers: Record<string, string>, path = '/mcp/alpha'): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = running.http;
    request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

async function outcome(sent: Sent): Promise<unknown> {
  const response = await send(running, sent);
  const body = await response.json();
  return [response.status, body.error?.code ?? null, body.id];
}

describe('who may come in', () => {
  it('is nobody from a foreign page or by a foreign name, whatever they ask', async () => {
    const { port } = running.http;
    const token = { authorization: `Bearer ${TOKEN}` };
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      expect(await raw(method, { ...token, host: 'evil.example.com' })).toBe(403);
      expect(await raw(method, { ...token, origin: 'http://evil.example.com' })).toBe(403);
    }
    const own = { ...token, host: `localhost:${port}`, origin: `http://localhost:${port}` };
    expect(await raw('GET', own)).toBe(400);
  });

  it('is nobody without a token, and the answer says which kind is wanted', async () => {
    for (const headers of [{ authorization: 'Bearer wrong' }, { authorization: '' }]) {
      const response = await send(running, { headers, body: rpc('echo') });
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await response.json()).toMatchObject({ code: 'unauthorized' });
    }
  });

  it('is who has a token of a client, also in the URL, but for the gateway alone', async () => {
    running.clients.set('sbc_1', 'editor');
    await initialize(running, undefined, '/mcp/alpha?token=sbc_1', { authorization: '' });
    await initialize(running, undefined, `/mcp/alpha?token=${TOKEN}`, { authorization: '' });
    expect(running.core.sessions.map(({ caller }) => caller.token)).toEqual(['editor', null]);
    const config = await send(running, {
      path: '/config',
      method: 'GET',
      headers: { authorization: 'Bearer sbc_1' },
    });
    expect(config.status).toBe(401);
  });

  it('finds no authorization server', async () => {
    for (const name of [
      'oauth-protected-resource/mcp',
      'oauth-authorization-server',
      'openid-configuration',
    ]) {
      const response = await send(running, {
        path: `/.well-known/${name}`,
        method: 'GET',
        headers: { authorization: '' },
      });
      expect(response.status).toBe(404);
    }
  });
});

describe('what is refused', () => {
  it('is a server that is not there, by a sentence that names it', async () => {
    const response = await send(running, { path: '/mcp/alhpa', body: rpc('initialize') });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      jsonrpc: '2.0',
      error: { message: 'there is no server named alhpa; did you mean alpha?' },
    });
    expect((await send(running, { path: '/mcp/alpha/what', body: rpc('echo') })).status).toBe(404);
    expect((await send(running, { path: '/mcp/%zz', body: rpc('echo') })).status).toBe(404);
  });

  it('is what is no JSON-RPC', async () => {
    const headers = await initialize(running);
    expect(await outcome({ headers, body: '{"jsonrpc":' })).toEqual([400, -32700, null]);
    expect(await outcome({ headers, body: '' })).toEqual([400, -32700, null]);
    for (const body of [
      'null',
      '5',
      '{}',
      { jsonrpc: '1.0', id: 1, method: 'x' },
      { jsonrpc: '2.0', method: 5 },
    ]) {
      expect(await outcome({ headers, body })).toMatchObject({ 0: 400, 1: -32600 });
    }
    expect(await outcome({ headers, body: { jsonrpc: '2.0', id: 4, method: 'x', params: [1] } })).toEqual([
      400, -32600, 4,
    ]);
    expect(await outcome({ headers, body: { jsonrpc: '2.0', id: null, method: 'x' } })).toMatchObject([
      400,
      -32600,
      null,
    ]);
  });

  it('is a request without a session, of a session that is not known, or of a revision that is not', async () => {
    expect(await outcome({ body: rpc('echo', {}, 8) })).toEqual([400, -32000, 8]);
    expect(await outcome({ body: rpc('echo', {}, 8), headers: { 'mcp-session-id': 'x' } })).toEqual([
      404, -32001, 8,
    ]);
    const headers = await initialize(running);
    expect(
      await outcome({
        body: rpc('echo', {}, 8),
        headers: { ...headers, 'mcp-protocol-version': '1900-01-01' },
      }),
    ).toMatchObject([400, expect.any(Number), 8]);
    expect(
      await outcome({
        body: rpc('echo', {}, 8),
        headers: { ...headers, 'mcp-protocol-version': '2025-03-26' },
      }),
    ).toMatchObject([200, null, 8]);
  });

  it('is a body of another type, an answer of another type, and one that is too long', async () => {
    const headers = await initialize(running);
    expect(await outcome({ headers: { ...headers, 'content-type': 'text/plain' }, body: 'x' })).toMatchObject(
      [415, -32000, null],
    );
    expect(await outcome({ headers: { ...headers, accept: 'text/html' }, body: rpc('echo') })).toMatchObject([
      406,
      -32000,
      null,
    ]);
    running.settings.messageMaxBytes = 1000;
    const long = rpc('echo', { text: 'x'.repeat(500_000) });
    expect(await outcome({ headers, body: long })).toMatchObject([413, -32000, null]);
    expect(await outcome({ headers, body: rpc('echo') })).toMatchObject([200, null, 1]);
  });

  it('is told from what is JSON by the whole media type, in any case, with or without parameters', async () => {
    const headers = await initialize(running);
    const status = async (type: string) =>
      (await send(running, { headers: { ...headers, 'content-type': type }, body: rpc('echo') })).status;
    for (const type of ['Application/JSON', 'application/json ; charset=utf-8', 'application/json;x=y'])
      expect(await status(type), type).toBe(200);
    for (const type of ['application/jsonx', 'application/json-rpc', 'text/application/json'])
      expect(await status(type), type).toBe(415);
  });

  it('is an empty batch, for what it is', async () => {
    const headers = await initialize(running, '2025-03-26');
    const response = await send(running, { headers, body: [] });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: -32600, message: 'Invalid Request: a batch has at least one message' } },
    ]);
  });

  it('is a batch of more messages than gateway.batchSize allows', async () => {
    running.core.batchSize = 1;
    const headers = await initialize(running, '2025-03-26');
    const response = await send(running, { headers, body: [rpc('echo', {}, 1), rpc('echo', {}, 2)] });
    const message = 'Invalid Request: a batch of 2 messages, and gateway.batchSize allows 1';
    expect([response.status, await response.json()]).toMatchObject([400, { error: { message } }]);
  });

  it('is any method but POST, GET and DELETE', async () => {
    const response = await send(running, { method: 'PUT', body: '{}' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, DELETE']);
  });

  it('is an initialize that the core refuses, with its status', async () => {
    expect(await outcome({ body: rpc('initialize', {}, 2) })).toEqual([400, -32602, 2]);
    expect(running.endpoint.sessions()).toBe(0);
  });
});
