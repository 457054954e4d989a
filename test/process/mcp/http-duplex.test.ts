import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { ServerReply, ServerRequest, SessionCall } from '#engine/mcp/mcp.ts';
import { openHttp, UNTIL } from './run-http-server.ts';
import { BUDGETS, PROBE_MS } from './run-server.ts';
import { type Message, serve, serveSse } from './serve-faulty.ts';

const call = (more: Partial<SessionCall> = {}): SessionCall => ({
  method: 'tools/call',
  params: { name: 'echo' },
  timeoutMs: 60_000,
  ...more,
});
const log = { method: 'notifications/message', params: { level: 'info', data: 'at work' } };
const changed = { method: 'notifications/tools/list_changed', params: {} };
const asking = { id: 'q1', method: 'elicitation/create', params: { message: 'Your name?' } };

function openStream(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  return response;
}

function say(stream: ServerResponse | undefined, message: object): void {
  stream?.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
}

/** A legacy server that answers each call on a stream, and has one of its own; it notes what it is posted. */
async function serveStreams() {
  const calls: { readonly stream: ServerResponse; readonly id: number | undefined }[] = [];
  const own: ServerResponse[] = [];
  const posted: { readonly message: Message & Partial<ServerReply>; readonly session: unknown }[] = [];
  const { url } = await serve(
    (response, message, { headers }) => {
      if (message.method === 'GET') return own.push(openStream(response));
      posted.push({ message, session: headers['mcp-session-id'] });
      if (message.method === 'tools/call')
        return calls.push({ stream: openStream(response), id: message.id });
      if (message.method !== undefined) return false;
      return response.writeHead(202).end();
    },
    { 'mcp-session-id': 'abc' },
  );
  return { url, calls, own, posted };
}

describe('what a server says over HTTP', () => {
  it('belongs to the call on whose stream it comes, unless it is about what the server has', async () => {
    const { url, calls, own } = await serveStreams();
    const told: unknown[] = [];
    const { session } = openHttp(
      url,
      {},
      { notification: (method, params) => told.push({ method, params }) },
    );
    await session.negotiate(BUDGETS);
    await vi.waitFor(() => expect(own).toHaveLength(1), UNTIL);
    const heard: unknown[] = [];
    const answers = [0, 1].map((nth) =>
      session.request(call({ onNotification: (method, params) => heard.push({ nth, method, params }) })),
    );
    await vi.waitFor(() => expect(calls).toHaveLength(2), UNTIL);
    const second = calls.find(({ id }) => id === Math.max(...calls.map((each) => each.id ?? 0)));
    say(second?.stream, log);
    say(second?.stream, changed);
    say(own[0], { ...log, params: { level: 'info', data: 'of the server' } });
    await vi.waitFor(() => expect(told).toHaveLength(2), UNTIL);
    await vi.waitFor(() => expect(heard).toHaveLength(1), UNTIL);
    expect(heard).toEqual([{ nth: 1, ...log }]);
    expect(told).toContainEqual(changed);
    expect(told).toContainEqual({ ...log, params: { level: 'info', data: 'of the server' } });
    for (const { stream, id } of calls) say(stream, { id, result: {} });
    await expect(Promise.all(answers)).resolves.toMatchObject([{ kind: 'result' }, { kind: 'result' }]);
  });

  it('may be a request that goes to the caller, whose answer is posted in its session', async () => {
    const { url, calls, own, posted } = await serveStreams();
    const asked: ServerRequest[] = [];
    const { session } = openHttp(
      url,
      {},
      {
        request: async (request) => {
          asked.push(request);
          return { result: { action: 'accept' } };
        },
      },
    );
    await session.negotiate(BUDGETS);
    await vi.waitFor(() => expect(own).toHaveLength(1), UNTIL);
    const mine = call({ tag: 'mine' });
    const answer = session.request(mine);
    await vi.waitFor(() => expect(calls).toHaveLength(1), UNTIL);
    say(calls[0]?.stream, asking);
    await vi.waitFor(() => expect(asked).toHaveLength(1), UNTIL);
    say(own[0], { ...asking, id: 2 });
    await vi.waitFor(() => expect(asked).toHaveLength(2), UNTIL);
    expect(asked[0]?.call).toBe(mine);
    expect(asked[1]?.call).toBeNull();
    const replies = () => posted.filter(({ message }) => 'result' in message);
    await vi.waitFor(() => expect(replies()).toHaveLength(2), UNTIL);
    expect(replies()).toEqual([
      { message: { jsonrpc: '2.0', id: 'q1', result: { action: 'accept' } }, session: 'abc' },
      { message: { jsonrpc: '2.0', id: 2, result: { action: 'accept' } }, session: 'abc' },
    ]);
    say(calls[0]?.stream, { id: calls[0]?.id, result: {} });
    await expect(answer).resolves.toMatchObject({ kind: 'result' });
  });
});

describe('a request of a server over HTTP+SSE', () => {
  it('is answered by a post to the session, and taken back it is not', async () => {
    const asked: ServerRequest[] = [];
    const replies: unknown[] = [];
    const { url, streams } = await serveSse({
      answer: (response, message) => {
        if (message.method !== undefined) return false;
        replies.push(message);
        return response.writeHead(202).end();
      },
    });
    const request = async (each: ServerRequest): Promise<ServerReply> => {
      asked.push(each);
      if (each.params['message'] === 'late') await once(each.signal, 'abort');
      return { result: { action: 'accept' } };
    };
    const { session } = openHttp(url, { transport: 'sse' }, { request });
    await session.negotiate(BUDGETS);
    say(streams[0], { id: 'late', method: asking.method, params: { message: 'late' } });
    await vi.waitFor(() => expect(asked).toHaveLength(1), UNTIL);
    say(streams[0], { method: 'notifications/cancelled', params: { requestId: 'late' } });
    say(streams[0], asking);
    await vi.waitFor(() => expect(replies).toHaveLength(1), UNTIL);
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(replies).toEqual([{ jsonrpc: '2.0', id: 'q1', result: { action: 'accept' } }]);
  });
});

describe('a call that a server by URL refuses', () => {
  it.each([
    [
      429,
      '7',
      { code: 429, message: 'HTTP 429: too many requests; try again in 7 s', data: { retryAfterMs: 7_000 } },
    ],
    [429, undefined, { code: 429, message: 'HTTP 429: too many requests' }],
    [
      503,
      '120',
      {
        code: 503,
        message: 'HTTP 503: the server is not available; try again in 120 s',
        data: { retryAfterMs: 120_000 },
      },
    ],
    [500, undefined, { code: 500, message: 'The server answered HTTP 500: “no”.' }],
  ])('is answered with an error that says why: %i, Retry-After %s', async (status, retryAfter, error) => {
    const { url } = await serve((response, { method }) => {
      if (method !== 'tools/call') return false;
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
      return response.writeHead(status).end('no');
    });
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    await expect(session.request(call())).resolves.toEqual({ kind: 'error', ...error });
    expect(heard.ended).toBe(0);
  });

  it('because it has forgotten the session is closed, so that it can go to the next one', async () => {
    const { url } = await serve(
      (response, { method, id }) => {
        if (method !== 'tools/call') return false;
        const error = { code: -32001, message: 'Session not found' };
        return response.writeHead(404).end(JSON.stringify({ jsonrpc: '2.0', id, error }));
      },
      { 'mcp-session-id': 'abc' },
    );
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    await expect(session.request(call())).resolves.toEqual({ kind: 'closed', wasSent: false });
    expect(heard.ends).toMatchObject([{ code: 'session-lost' }]);
  });
});

describe('the connections to a server by URL', () => {
  it('are no more than allowed for calls, and others for what must not wait', async () => {
    const waiting: { readonly response: ServerResponse; readonly id: number | undefined }[] = [];
    const { url } = await serve((response, { method, id }) => {
      if (method !== 'tools/call') return false;
      return waiting.push({ response, id });
    });
    const { session } = openHttp(url, { connections: { min: 0, max: 2 } });
    await session.negotiate(BUDGETS);
    const answers = Array.from({ length: 5 }, () => session.request(call()));
    await vi.waitFor(() => expect(waiting).toHaveLength(2), UNTIL);
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    expect(waiting).toHaveLength(2);
    for (let nth = 0; nth < 5; nth += 1) {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(nth), UNTIL);
      const { response, id } = waiting[nth] ?? {};
      response?.writeHead(200, { 'content-type': 'application/json' });
      response?.end(JSON.stringify({ jsonrpc: '2.0', id, result: {} }));
    }
    await expect(Promise.all(answers)).resolves.toHaveLength(5);
  });

  it('are kept at rest, as many as wanted, where the server says that it keeps them', async () => {
    const sockets = new Set<Socket>();
    const { url, server } = await serve((response, { method, id }, { socket }) => {
      if (method !== 'tools/call') return false;
      sockets.add(socket);
      const answer = () => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ jsonrpc: '2.0', id, result: {} }));
      };
      return setTimeout(answer, 200);
    });
    server.keepAliveTimeout = 60_000;
    const { session } = openHttp(url, { connections: { min: 2, max: 4 } });
    await session.negotiate(BUDGETS);
    await Promise.all(Array.from({ length: 4 }, () => session.request(call())));
    expect(sockets.size).toBe(4);
    const open = () => [...sockets].filter((socket) => !socket.destroyed);
    await vi.waitFor(() => expect(open()).toHaveLength(2), UNTIL);
    await session.request(call());
    expect(sockets.size).toBe(4);
    expect(open()).toHaveLength(2);
  });
});
