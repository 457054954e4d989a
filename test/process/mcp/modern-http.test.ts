import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { ListenFilter, SessionCall } from '#engine/mcp/mcp.ts';
import { openHttp, UNTIL } from './run-http-server.ts';
import { BUDGETS, PROBE_MS } from './run-server.ts';
import { listen } from './serve-faulty.ts';

const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';
const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';
const COMPLETE = { resultType: 'complete' };

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly notifications?: object };
  readonly headers: IncomingMessage['headers'];
  readonly response: ServerResponse;
  isClosed: boolean;
}

type Outcome = { readonly result: object } | { readonly error: object };

/** A modern server in this process. What `answer` gives nothing for stays open. */
async function serveModern(answer: (asked: Asked) => Outcome | null) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const message = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const each: Asked = { ...message, headers: request.headers, response, isClosed: false };
      asked.push(each);
      response.on('close', () => {
        each.isClosed = true;
      });
      const outcome = each.method === 'server/discover' ? { result: DISCOVERED } : answer(each);
      if (outcome === null) return;
      response.writeHead('error' in outcome ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: each.id, ...outcome }));
    });
  });
  return { url: `http://127.0.0.1:${await listen(server)}/mcp`, asked };
}

const DISCOVERED = {
  ...COMPLETE,
  supportedVersions: ['2026-07-28'],
  capabilities: { tools: {} },
  _meta: { [SERVER_INFO]: { name: 'modern', version: '1' } },
};

const query = (header: string) => ({
  name: 'query',
  inputSchema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': header } } },
});
const call: SessionCall = {
  method: 'tools/call',
  params: { name: 'query', arguments: { region: 'eu' } },
  timeoutMs: 60_000,
};

describe('a call of a modern server over HTTP', () => {
  it('repeats in headers what the list of tools asks for, and no tool breaks the rules for that', async () => {
    const broken = { name: 'broken', inputSchema: { 'x-mcp-header': 'A' } };
    const { url, asked } = await serveModern(({ method }) =>
      method === 'tools/list'
        ? { result: { ...COMPLETE, tools: [query('Region'), broken], ttlMs: 9 } }
        : { result: { ...COMPLETE, content: [] } },
    );
    const { session } = openHttp(url);
    await session.negotiate(BUDGETS);
    await expect(session.request({ method: 'tools/list', params: {}, timeoutMs: 60_000 })).resolves.toEqual({
      kind: 'result',
      result: { ...COMPLETE, tools: [query('Region')], ttlMs: 9 },
    });
    await expect(session.request(call)).resolves.toEqual({
      kind: 'result',
      result: { ...COMPLETE, content: [] },
    });
    expect(asked.at(-1)?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'query',
      'mcp-param-region': 'eu',
    });
  });

  it('asks for the list of tools anew when its headers are refused, and is sent again once', async () => {
    let header = 'Region';
    const { url, asked } = await serveModern(({ method, headers }) => {
      if (method === 'tools/list') return { result: { ...COMPLETE, tools: [query(header)] } };
      if (headers[`mcp-param-${header.toLowerCase()}`] === 'eu') return { result: COMPLETE };
      return { error: { code: -32020, message: 'Header mismatch' } };
    });
    const { session } = openHttp(url);
    await session.negotiate(BUDGETS);
    await session.catalogue(PROBE_MS);
    await expect(session.request(call)).resolves.toMatchObject({ kind: 'result' });
    header = 'Zone';
    await expect(session.request(call)).resolves.toMatchObject({ kind: 'result' });
    const methods = asked.map(({ method }) => method);
    expect(methods.slice(-4)).toEqual(['tools/call', 'tools/call', 'tools/list', 'tools/call']);
    header = 'a b';
    await expect(session.request(call)).resolves.toMatchObject({ kind: 'error', code: -32020 });
  });
});

describe('listening to a modern server over HTTP', () => {
  const TOOLS: ListenFilter = {
    toolsListChanged: true,
    promptsListChanged: false,
    resourcesListChanged: false,
    resourceSubscriptions: [],
  };
  const say = ({ response, id }: Asked, method: string, params: object = {}) => {
    const message = { jsonrpc: '2.0', method, params: { ...params, _meta: { [SUBSCRIPTION_ID]: id } } };
    response.write(`data: ${JSON.stringify(message)}\n\n`);
  };
  const open = (asked: Asked) => {
    asked.response.writeHead(200, { 'content-type': 'text/event-stream' });
    say(asked, 'notifications/subscriptions/acknowledged', { notifications: asked.params.notifications });
    return null;
  };

  it('hears what is said on the old stream until the new one stands, and a while longer', async () => {
    const { url, asked } = await serveModern(({ method }) =>
      method === 'subscriptions/listen' ? null : { result: COMPLETE },
    );
    const told: string[] = [];
    const { session } = openHttp(
      url,
      { connections: { min: 0, max: 1 } },
      {
        notification: (_method, params) => told.push(String(params['uri'])),
      },
    );
    await session.negotiate(BUDGETS);
    const listens = () => asked.filter(({ method }) => method === 'subscriptions/listen');
    session.listen(TOOLS);
    await vi.waitFor(() => expect(listens()).toHaveLength(1), UNTIL);
    const [first] = listens();
    if (!first) throw new Error('nothing was asked');
    open(first);
    say(first, 'notifications/resources/updated', { uri: 'a' });
    await vi.waitFor(() => expect(told).toEqual(['a']), UNTIL);
    session.listen({ ...TOOLS, resourceSubscriptions: ['x:y'] });
    await vi.waitFor(() => expect(listens()).toHaveLength(2), UNTIL);
    const [, second] = listens();
    if (!second) throw new Error('nothing was asked');
    say(first, 'notifications/resources/updated', { uri: 'b' });
    await vi.waitFor(() => expect(told).toEqual(['a', 'b']), UNTIL);
    open(second);
    say(second, 'notifications/resources/updated', { uri: 'c' });
    say(first, 'notifications/resources/updated', { uri: 'd' });
    await vi.waitFor(() => expect(told.toSorted()).toEqual(['a', 'b', 'c', 'd']), UNTIL);
    await vi.waitFor(() => expect(first.isClosed).toBe(true), UNTIL);
    expect(second.isClosed).toBe(false);
    // Streams take no connection of those for calls.
    await expect(session.request(call)).resolves.toMatchObject({ kind: 'result' });
  });

  it('asks again when the stream breaks off', async () => {
    const { url, asked } = await serveModern((each) =>
      each.method === 'subscriptions/listen' ? open(each) : { result: COMPLETE },
    );
    const told: string[] = [];
    const { session, heard } = openHttp(url, {}, { notification: (method) => told.push(method) });
    await session.negotiate(BUDGETS);
    session.listen(TOOLS);
    const listens = () => asked.filter(({ method }) => method === 'subscriptions/listen');
    await vi.waitFor(() => expect(listens()).toHaveLength(1), UNTIL);
    listens()[0]?.response.destroy();
    await vi.waitFor(() => expect(listens()).toHaveLength(2), UNTIL);
    // Nobody heard what may have changed meanwhile.
    await vi.waitFor(() => expect(told).toEqual(['notifications/tools/list_changed']), UNTIL);
    expect(heard.ended).toBe(0);
    session.close();
    await vi.waitFor(() => expect(listens()[1]?.isClosed).toBe(true), UNTIL);
  });
});
