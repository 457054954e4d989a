import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { openHttp, UNTIL } from './run-http-server.ts';
import { BUDGETS, PROBE_MS } from './run-server.ts';
import { type Answer, answerAsUsual, listen, serve } from './serve-faulty.ts';

const usual: Answer = () => false;
const call = { method: 'tools/call', params: { name: 'x' }, timeoutMs: 60_000 } as const;

/** A port that nothing listens at. */
async function freePort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('a URL that can not be used', () => {
  it('where nothing listens is said to be so', async () => {
    const port = await freePort();
    const { session } = openHttp(`http://127.0.0.1:${port}/mcp?key=secret`);
    await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({
      code: 'unreachable',
      message: `can't be reached: nothing listens at 127.0.0.1:${port}`,
    });
  });

  it('where nothing came to listen in time is said to be so', async () => {
    const port = await freePort();
    const { session } = openHttp(`http://127.0.0.1:${port}/mcp`, { retryRefusedUntilReady: true });
    await expect(session.negotiate({ ...BUDGETS, startMs: 1_200 })).rejects.toMatchObject({
      code: 'start-timeout',
      message: `did not answer within 1.2 s: nothing listens at 127.0.0.1:${port}`,
    });
  });

  it('with a host that is not known is said to be so', async () => {
    const { session } = openHttp('http://no-such-host.invalid/mcp');
    await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({
      code: 'unreachable',
      message: "can't be reached: no host named no-such-host.invalid is known here",
    });
  });

  it('with https where plain HTTP is spoken is said to be so', async () => {
    const { port } = await serve(usual);
    const { session } = openHttp(`https://127.0.0.1:${port}/mcp`);
    await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`no secure connection to 127.0.0.1:${port}`),
    });
  });

  it('where no HTTP is spoken is said to be so', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    const { session } = openHttp(`http://127.0.0.1:${port}/mcp`);
    await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('is no HTTP'),
    });
  });

  it.each([
    [401, 'unauthorized', /"headers" of this server/],
    [403, 'unauthorized', /denies access/],
    [503, 'unreachable', /not available \(HTTP 503\)/],
    [404, 'handshake-refused', /answered HTTP 404: “no such page”/],
    [500, 'handshake-refused', /answered HTTP 500/],
    [202, 'handshake-refused', /answered HTTP 202 without an MCP message/],
  ])('that answers HTTP %i is %s', async (status, code, message) => {
    const { url } = await serve((response) => response.writeHead(status).end('no such page'));
    const { session } = openHttp(url);
    await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('that is a web page is said to speak no MCP', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Hello</title>');
    });
    const { session } = openHttp(url);
    await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({
      code: 'handshake-refused',
      message: expect.stringContaining('answered HTTP 200 without an MCP message'),
    });
  });

  it('that never answers is given up in time, and its connections are closed', async () => {
    const { url, server } = await serve(() => true);
    const { session } = openHttp(url);
    await expect(session.negotiate({ ...BUDGETS, startMs: 500 })).rejects.toMatchObject({
      code: 'start-timeout',
    });
    session.close();
    await expectNoConnections(server);
  });

  it('that holds a character that HTTP does not allow in a header is said to be so', async () => {
    const { url } = await serve(usual);
    const { session } = openHttp(url, { headers: { 'x-key': 'a\nb' } });
    await expect(session.negotiate(BUDGETS)).rejects.toThrow('a character that HTTP does not allow');
  });
});

describe('a session that meets faults', () => {
  it('sends the headers of the configuration, and closes every connection at its end', async () => {
    const { url, seen, server } = await serve(usual, { 'mcp-session-id': 'abc' });
    const { session } = openHttp(url, { headers: { Authorization: 'Bearer secret' } });
    await session.negotiate(BUDGETS);
    await session.probe(PROBE_MS);
    session.close();
    await vi.waitFor(() => expect(seen.requests.some(({ method }) => method === 'DELETE')).toBe(true), UNTIL);
    expect(seen.requests.map(({ headers }) => headers.authorization)).toEqual(
      seen.requests.map(() => 'Bearer secret'),
    );
    const ping = seen.requests.at(-2);
    expect(ping?.headers).toMatchObject({ 'mcp-session-id': 'abc', 'mcp-protocol-version': '2025-11-25' });
    await expectNoConnections(server);
  });

  it('goes on when a body or a stream breaks off in the middle', async () => {
    const { url } = await serve((response, { method, params }) => {
      if (method !== 'tools/call') return false;
      const type = params?.name === 'stream' ? 'text/event-stream' : 'application/json';
      response.writeHead(200, { 'content-type': type });
      response.write(type === 'text/event-stream' ? 'data: {"jsonrpc":"2.0",' : '{"jsonrpc"');
      setTimeout(() => response.destroy(), 50);
      return true;
    });
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    for (const name of ['body', 'stream']) {
      await expect(session.request({ ...call, params: { name } })).resolves.toEqual({ kind: 'closed' });
      await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    }
    expect(heard.ended).toBe(0);
  });

  it('is lost after three failures one after the other, and not when many calls fail at once', async () => {
    let isBroken = false;
    const { url, seen, port } = await serve((response) => {
      if (!isBroken) return false;
      setTimeout(() => response.destroy(), 50);
      return true;
    });
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    // The server's own stream is asked for last.
    await vi.waitFor(() => expect(seen.requests.at(-1)?.method).toBe('GET'), UNTIL);
    await session.probe(PROBE_MS);
    isBroken = true;
    await Promise.all(Array.from({ length: 10 }, () => session.request(call)));
    expect(heard.ended).toBe(0);
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: false, why: 'closed' });
    expect(heard.ended).toBe(0);
    await session.probe(PROBE_MS);
    expect(heard.ends).toEqual([
      { code: 'connection-lost', message: `no longer answers at 127.0.0.1:${port}` },
    ]);
  });

  const forgotten = { code: 'session-lost', message: 'has forgotten the session' };
  it.each([
    ['404', 404, undefined, forgotten],
    ['400 with a word about the session', 400, 'Bad Request: No valid session ID provided', forgotten],
    ['401', 401, undefined, { code: 'unauthorized', message: 'asks for other credentials (HTTP 401)' }],
    ['403', 403, undefined, { code: 'unauthorized', message: 'denies access (HTTP 403)' }],
  ])('is lost when the server answers %s, and it is said why', async (_what, status, message, why) => {
    let isGone = false;
    const { url } = await serve(
      (response) => {
        if (!isGone) return false;
        response.writeHead(status, { 'content-type': 'application/json' });
        return response.end(
          message && JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32000, message } }),
        );
      },
      { 'mcp-session-id': 'abc' },
    );
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    isGone = true;
    await session.probe(PROBE_MS);
    expect(heard.ends).toEqual([why]);
  });

  it.each([
    [500, 'answered HTTP 500'],
    [404, 'answered HTTP 404'],
    [503, 'answered HTTP 503'],
    [200, 'answered HTTP 200 without an MCP message'],
  ])('takes a server without sessions that answers HTTP %i for alive', async (status, message) => {
    let isFaulty = false;
    const { url } = await serve((response) => isFaulty && response.writeHead(status).end('no'));
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    isFaulty = true;
    for (let turn = 0; turn < 4; turn += 1) {
      const before = heard.activity;
      await expect(session.probe(PROBE_MS)).resolves.toEqual({ ok: false, why: 'error', message });
      expect(heard.activity).toBe(before + 1);
    }
    expect(heard.ended).toBe(0);
  });

  it('is lost when a gateway says three times in a row that there is no server behind it', async () => {
    let isGone = false;
    const { url, port, seen } = await serve((response) => isGone && response.writeHead(502).end());
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    await vi.waitFor(() => expect(seen.requests.at(-1)?.method).toBe('GET'), UNTIL);
    await session.probe(PROBE_MS);
    isGone = true;
    for (let turn = 0; turn < 3; turn += 1) {
      expect(heard.ended).toBe(0);
      await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ message: 'answered HTTP 502' });
    }
    const message = `no longer answers: 127.0.0.1:${port} says that it is not available (HTTP 502)`;
    expect(heard.ends).toEqual([{ code: 'connection-lost', message }]);
  });

  it('takes a server that has had too many requests for alive', async () => {
    let isFull = false;
    const { url } = await serve((response) => isFull && response.writeHead(429).end());
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    isFull = true;
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    await expect(session.request(call)).resolves.toMatchObject({ kind: 'error', code: 429 });
    expect(heard.ended).toBe(0);
  });

  it('drops an answer that is longer than 16 MiB, and goes on', async () => {
    const { url } = await serve((response, { method }) => {
      if (method !== 'tools/call') return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(Buffer.alloc(17 * 1024 * 1024, 'x'));
    });
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    await expect(session.request(call)).resolves.toMatchObject({ kind: 'error' });
    expect(heard.oversized).toHaveLength(1);
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
  });

  it('asks for the rest of an answer whose stream the server ended early', async () => {
    const { url, seen } = await serve(
      (response, { id, method }, request) => {
        const rest = request.headers['last-event-id'];
        if (method !== 'tools/call' && rest === undefined) return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        if (rest === undefined) return response.end(`id: of-${id}\nretry: 10\ndata: \n\n`);
        const answer = { jsonrpc: '2.0', id: Number(String(rest).slice(3)), result: { late: true } };
        return response.end(`data: ${JSON.stringify(answer)}\n\n`);
      },
      { 'mcp-session-id': 'abc' },
    );
    const { session } = openHttp(url);
    await session.negotiate(BUDGETS);
    await expect(session.request(call)).resolves.toEqual({ kind: 'result', result: { late: true } });
    expect(seen.requests.at(-1)?.headers['last-event-id']).toMatch(/^of-\d+$/);
  });

  it('keeps a stream on which nothing comes for longer than kept connections rest', async () => {
    const streams: ServerResponse[] = [];
    const { url } = await serve((response, { method }) => {
      if (method !== 'GET') return false;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return streams.push(response);
    });
    const { session, heard } = openHttp(url);
    await session.negotiate(BUDGETS);
    await vi.waitFor(() => expect(streams).toHaveLength(1), UNTIL);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    streams[0]?.write('data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n');
    await vi.waitFor(() => expect(heard.listChanged).toBe(1), UNTIL);
    expect(streams).toHaveLength(1);
  });

  it('asks again where a kept connection was closed by the server, but never for a tool twice', async () => {
    const used = new WeakSet<object>();
    const asked: string[] = [];
    const { url } = await serve((_response, { method }, { socket }) => {
      asked.push(method);
      if (used.has(socket)) return socket.destroy();
      used.add(socket);
      return false;
    });
    const { session } = openHttp(url);
    await session.negotiate(BUDGETS);
    await vi.waitFor(() => expect(asked.at(-1)).toBe('GET'), UNTIL);
    for (let turn = 0; turn < 4; turn += 1) {
      await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    }
    expect(asked.filter((method) => method === 'ping').length).toBeGreaterThan(4);
    // Calls have connections beside those of probes.
    await expect(session.request(call)).resolves.toMatchObject({ kind: 'error', code: -32601 });
    // This one's is kept from the one before, and is closed on it.
    await expect(session.request(call)).resolves.toEqual({ kind: 'closed' });
    expect(asked.filter((method) => method === 'tools/call')).toHaveLength(2);
  });

  it('asks initialize once, also where the refusal of server/discover takes its time', async () => {
    const asked: string[] = [];
    const { url } = await serve((response, { method }) => {
      asked.push(method);
      if (method === 'server/discover') return setTimeout(() => response.writeHead(400).end(), 2_500);
      if (method !== 'initialize') return false;
      setTimeout(() => answerAsUsual(response, { id: 2, method }, {}), 1_500);
      return true;
    });
    const { session } = openHttp(url);
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({ era: 'legacy' });
    expect(asked.filter((method) => method === 'initialize')).toHaveLength(1);
  });

  it('says nothing more before the server has heard that the handshake is done', async () => {
    let isInitialized = false;
    const { url } = await serve((response, message) => {
      if (message.method === 'notifications/initialized') {
        setTimeout(() => {
          isInitialized = true;
          response.writeHead(202).end();
        }, 200);
        return true;
      }
      if (message.method !== 'ping' || isInitialized) return false;
      const error = { code: -32600, message: 'Received a request before initialization was complete' };
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, error }));
    });
    const { session } = openHttp(url);
    await session.negotiate(BUDGETS);
    await session.probe(PROBE_MS);
    expect(isInitialized).toBe(true);
  });

  it('follows a server that moved on the same origin, and takes its headers nowhere else', async () => {
    const stranger = await serve(usual);
    const { url, seen } = await serve((response, _message, request) => {
      if (request.url === '/mcp') return response.writeHead(307, { location: '/mcp/' }).end();
      if (request.url === '/away') return response.writeHead(307, { location: stranger.url }).end();
      return false;
    });
    const { session } = openHttp(url, { headers: { Authorization: 'Bearer secret' } });
    await session.negotiate(BUDGETS);
    await session.probe(PROBE_MS);
    expect(
      seen.requests.filter((request) => request.url === '/mcp' && request.method === 'POST'),
    ).toHaveLength(1);
    const away = openHttp(url.replace('/mcp', '/away'), { headers: { Authorization: 'Bearer secret' } });
    await expect(away.session.negotiate(BUDGETS)).rejects.toMatchObject({ code: 'handshake-refused' });
    expect(stranger.seen.requests).toEqual([]);
  });

  it('gives up a handshake that is closed in the middle', async () => {
    const { url, server } = await serve(() => true);
    const { session } = openHttp(url);
    const negotiated = session.negotiate(BUDGETS);
    negotiated.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    session.close();
    await expect(negotiated).rejects.toMatchObject({ code: 'closed' });
    await expectNoConnections(server);
  });
});

async function expectNoConnections(server: Server): Promise<void> {
  await vi.waitFor(async () => {
    const open = await new Promise<number>((resolve, reject) => {
      server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
    expect(open).toBe(0);
  }, UNTIL);
}
