import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEGACY, type RunningEndpoint, readEvents, rpc, runEndpoint, send, TOKEN } from './run-endpoint.ts';

let running: RunningEndpoint;
beforeEach(async () => {
  running = await runEndpoint();
});
afterEach(async () => {
  await running.close();
  expect(running.faults).toEqual([]);
  expect(running.clock.pendingTimers).toBe(0);
});

const until = { timeout: 30_000 };

/** Opens a stream and begins its session; gives what comes next, and where to post to. */
async function begin(path = '/mcp/alpha/sse', headers = {}) {
  const cut = new AbortController();
  const response = await send(running, { path, method: 'GET', headers, signal: cut.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const next = readEvents(response);
  const first = await next();
  expect(first?.event).toBe('endpoint');
  const messages = first?.data ?? '';
  const post = async (body: unknown) => {
    const answered = await send(running, { path: messages, body, headers });
    await answered.text();
    return answered.status;
  };
  expect(await post(rpc('initialize', { protocolVersion: '2024-11-05' }, 0))).toBe(202);
  expect(JSON.parse((await next())?.data ?? '')).toMatchObject({
    id: 0,
    result: { protocolVersion: '2024-11-05' },
  });
  return { next, post, messages, cut };
}

describe('a session of HTTP with a stream of events', () => {
  it('is answered on the stream, and ends with it', async () => {
    const { next, post, messages, cut } = await begin();
    expect(messages).toMatch(/^\/mcp\/alpha\/messages\?sessionId=[\w-]+$/);
    expect(await post(rpc('echo', { text: 'x' }, 1))).toBe(202);
    const answer = await next();
    expect(answer?.event).toBe('message');
    expect(JSON.parse(answer?.data ?? '')).toMatchObject({ id: 1, result: { text: 'x' } });

    const [session] = running.core.sessions;
    expect(session).toMatchObject({ caller: { token: null, transport: 'sse' }, attended: [true] });
    session?.peer.send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    expect(await next()).toMatchObject({ data: expect.stringContaining('list_changed') });
    expect(await post({ jsonrpc: '2.0', method: 'notifications/initialized' })).toBe(202);
    expect(session?.notifications).toHaveLength(1);
    running.clock.advance(25_000);
    expect(await next()).toMatchObject({ event: ':' });

    expect(running.endpoint.sessions()).toBe(1);
    cut.abort();
    await vi.waitFor(() => expect(session?.isClosed).toBe(true), until);
    expect(running.endpoint.sessions()).toBe(0);
    expect(await post(rpc('echo'))).toBe(404);
  });

  it('is there for all servers at once, and keeps a token that came in the URL', async () => {
    const { messages, post, cut } = await begin(`/mcp/sse?token=${TOKEN}`, { authorization: '' });
    expect(messages).toMatch(new RegExp(`^/mcp/messages\\?sessionId=[\\w-]+&token=${TOKEN}$`));
    expect(running.core.sessions[0]?.scope).toEqual({ kind: 'all' });
    expect(await post(rpc('echo', {}, 1))).toBe(202);
    cut.abort();
  });

  it('says on the stream what it can not read, and wants initialize first', async () => {
    const response = await send(running, { path: '/mcp/alpha/sse', method: 'GET' });
    const next = readEvents(response);
    const path = (await next())?.data ?? '';
    for (const [body, code] of [
      ['{"jsonrpc":', -32700],
      [rpc('echo'), -32600],
      [[rpc('ping')], -32600],
    ] as const) {
      expect((await send(running, { path, body })).status).toBe(202);
      expect(JSON.parse((await next())?.data ?? '')).toMatchObject({ error: { code } });
    }
    expect((await send(running, { path, body: rpc('ping', {}, 2) })).status).toBe(202);
    expect(JSON.parse((await next())?.data ?? '')).toEqual({ jsonrpc: '2.0', id: 2, result: {} });
  });

  it('belongs to its token and its path, and ends when the token is removed', async () => {
    running.clients.set('sbc_1', 'editor');
    const { next, messages } = await begin('/mcp/alpha/sse', { authorization: 'Bearer sbc_1' });
    expect((await send(running, { path: messages, body: rpc('echo') })).status).toBe(404);
    const elsewhere = messages.replace('alpha', 'beta');
    const headers = { authorization: 'Bearer sbc_1' };
    expect((await send(running, { path: elsewhere, headers, body: rpc('echo') })).status).toBe(404);
    running.endpoint.closeSessionsOf('editor');
    expect(await next()).toBeNull();
    expect(running.core.sessions[0]?.isClosed).toBe(true);
  });

  it('is refused where there are as many clients as there may be', async () => {
    running.settings.maxClients = 0;
    expect((await send(running, { path: '/mcp/alpha/sse', method: 'GET' })).status).toBe(503);
    expect((await send(running, { path: '/mcp/alpha/sse', body: rpc('initialize') })).status).toBe(405);
    expect((await send(running, { path: '/mcp/none/sse', method: 'GET' })).status).toBe(404);
  });

  it('leaves the name sse to a server that has it', async () => {
    running.core.servers.add('sse');
    const body = rpc('initialize', { protocolVersion: LEGACY });
    const opened = await send(running, { path: '/mcp/sse', body });
    const headers = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' };
    expect(running.core.sessions[0]?.scope).toEqual({ kind: 'server', name: 'sse' });
    const stream = await send(running, { path: '/mcp/sse', method: 'GET', headers });
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
  });
});
