import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { initializeParams, MODERN, modernMeta } from './harness/client.ts';
import { type Gateway, openGateway } from './harness/gateway.ts';

let gateway: Gateway;
const undo: (() => Promise<void>)[] = [];

beforeAll(async () => {
  gateway = await openGateway(
    { legacy: fixture('well-behaved'), modern: fixture('modern') },
    { beside: { gateway: { messageSize: '64KB' } }, defer: (step) => void undo.push(step) },
  );
});
afterAll(async () => {
  for (const step of undo.toReversed()) await step();
});

interface Reply {
  readonly status: number;
  readonly body: { readonly error?: { readonly code: number; readonly message: string } };
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it stands when it is text. */
  readonly body?: unknown;
}

/** With node:http, because fetch allows no Host of one's own. */
function send({ path = '/mcp/legacy', method = 'POST', headers = {}, body }: Sent): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const { hostname, port } = new URL(gateway.engine.url);
  const outgoing = request({
    host: hostname,
    port,
    path,
    method,
    headers: {
      authorization: `Bearer ${gateway.engine.token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
  });
  outgoing.once('error', reject);
  outgoing.once('response', (incoming) => {
    let text = '';
    incoming.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    incoming.once('end', () => {
      const isJson = text.startsWith('{');
      resolve({
        status: incoming.statusCode ?? 0,
        body: isJson ? JSON.parse(text) : {},
        headers: incoming.headers,
      });
    });
  });
  outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  return promise;
}

const initialize = (revision = '2025-11-25') => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: initializeParams({ url: '', token: '', revision }),
});
const PING = { jsonrpc: '2.0', id: 2, method: 'ping' };

async function openSession(revision: string): Promise<Record<string, string>> {
  const { status, headers } = await send({ body: initialize(revision) });
  expect(status).toBe(200);
  return { 'mcp-session-id': String(headers['mcp-session-id']), 'mcp-protocol-version': revision };
}

it.each([
  ['Host', { host: 'evil.example.com' }],
  ['Origin', { origin: 'http://evil.example.com' }],
])('a foreign %s is refused before anything else, also without a token', async (_name, headers) => {
  for (const path of ['/mcp', '/mcp/legacy', '/mcp/legacy/sse']) {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const body = method === 'POST' ? { body: initialize() } : {};
      expect((await send({ path, method, headers, ...body })).status).toBe(403);
      expect((await send({ path, method, headers: { ...headers, authorization: '' }, ...body })).status).toBe(
        403,
      );
    }
  }
});

it('no token and a wrong one are refused with what is missing; one in the URL counts', async () => {
  for (const authorization of ['', 'Bearer wrong', `Bearer ${gateway.engine.token}x`]) {
    const { status, headers } = await send({ headers: { authorization }, body: initialize() });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toContain('Bearer');
  }
  const path = `/mcp/legacy?token=${gateway.engine.token}`;
  expect((await send({ path, headers: { authorization: '' }, body: initialize() })).status).toBe(200);
});

it('several messages at once are for the one revision that has them', async () => {
  const newer = await openSession('2025-06-18');
  const refused = await send({ headers: newer, body: [PING, { ...PING, id: 3 }] });
  expect(refused).toMatchObject({ status: 400, body: { error: { code: -32600 } } });
  const older = await openSession('2025-03-26');
  expect((await send({ headers: older, body: [PING, { ...PING, id: 3 }] })).status).toBe(200);
});

it('what is no JSON and what is no JSON-RPC is said to be so', async () => {
  const bad = await send({ body: '{"jsonrpc": "2.0", "id": 1, ' });
  expect(bad).toMatchObject({ status: 400, body: { error: { code: -32700 } } });
  const noRpc = await send({ body: { hello: 'world' } });
  expect(noRpc).toMatchObject({ status: 400, body: { error: { code: -32600 } } });
  const noJson = await send({ headers: { 'content-type': 'text/plain' }, body: 'hello' });
  expect(noJson.status).toBe(415);
});

it('a session that is missing is asked for, one that is unknown or over is not found', async () => {
  expect((await send({ body: PING })).status).toBe(400);
  const unknown = { 'mcp-session-id': 'nobody', 'mcp-protocol-version': '2025-11-25' };
  expect((await send({ headers: unknown, body: PING })).status).toBe(404);
  const session = await openSession('2025-11-25');
  expect((await send({ headers: session, body: PING })).status).toBe(200);
  // The session of one server is none of another's.
  expect((await send({ path: '/mcp/modern', headers: session, body: PING })).status).toBe(404);
  expect((await send({ method: 'DELETE', headers: session })).status).toBeLessThan(300);
  expect((await send({ headers: session, body: PING })).status).toBe(404);
});

it('a revision that nobody knows is refused', async () => {
  const session = await openSession('2025-11-25');
  const strange = { ...session, 'mcp-protocol-version': '1999-01-01' };
  expect((await send({ headers: strange, body: PING })).status).toBe(400);
});

it('a server that is not there is not found, and the nearest is named', async () => {
  const { status, body } = await send({ path: '/mcp/legaci', body: initialize() });
  expect(status).toBe(404);
  expect(body.error?.message).toContain('legacy');
});

it('a message that is too large is refused, and the next one is not', async () => {
  const params = { ...initialize().params, capabilities: { experimental: { x: 'y'.repeat(70_000) } } };
  expect((await send({ body: { ...initialize(), params } })).status).toBe(413);
  await openSession('2025-11-25');
});

it('in the modern era a header that says other than the body, and a way of the other era, are refused', async () => {
  const meta = modernMeta({ url: '', token: '' });
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: meta } };
  const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/list' };
  const path = '/mcp/modern';
  expect((await send({ path, headers, body })).status).toBe(200);
  const other = await send({ path, headers: { ...headers, 'mcp-method': 'prompts/list' }, body });
  expect(other).toMatchObject({ status: 400, body: { error: { code: -32020 } } });
  const unknown = await send({
    path,
    headers: { ...headers, 'mcp-method': 'unknown/method' },
    body: { ...body, method: 'unknown/method' },
  });
  expect(unknown).toMatchObject({ status: 404, body: { error: { code: -32601 } } });
  expect((await send({ path, method: 'GET', headers })).status).toBe(405);
});
