import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEGACY, modern, type RunningEndpoint, rpc, runEndpoint, TOKEN } from '../http/run-endpoint.ts';

let running: RunningEndpoint;
let sockets: Socket[];
beforeEach(async () => {
  running = await runEndpoint();
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await running.close();
  expect(running.faults).toEqual([]);
});

const until = { timeout: 30_000 };

interface Asked {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function upgrade({ path = '/mcp/alpha/pipe', headers = {} }: Asked) {
  return request({
    host: '127.0.0.1',
    port: running.http.port,
    path,
    headers: { authorization: `Bearer ${TOKEN}`, connection: 'Upgrade', upgrade: 'mcp-lines', ...headers },
  });
}

/** Opens a pipe; `next` gives what comes, message by message, null at the end. */
async function open(asked: Asked = {}) {
  const asking = upgrade(asked);
  asking.end();
  const [, socket, head] = (await once(asking, 'upgrade')) as [IncomingMessage, Socket, Buffer];
  sockets.push(socket);
  let text = head.toString();
  let isEnded = false;
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isEnded = true;
  });
  socket.on('end', () => {
    isEnded = true;
  });
  const next = () =>
    vi.waitFor(() => {
      const end = text.indexOf('\n');
      if (end < 0 && isEnded) return null;
      if (end < 0) throw new Error('nothing came');
      const message = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      return message;
    }, until);
  const say = (...messages: unknown[]) =>
    socket.write(
      messages.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join(''),
    );
  return { socket, next, say };
}

async function refusal(asked: Asked) {
  const asking = upgrade(asked);
  asking.end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, ...JSON.parse(text) };
}

const initialize = rpc('initialize', { protocolVersion: LEGACY }, 0);

describe('a pipe', () => {
  it('carries a session, one message a line, in both directions', async () => {
    const { socket, next, say } = await open();
    // All at once, as a client may that does not wait for its session.
    say(initialize, rpc('echo', { n: 1 }, 1), '', rpc('echo', { n: 2 }, 'two'));
    expect(await next()).toMatchObject({ id: 0, result: { protocolVersion: LEGACY } });
    expect(await next()).toMatchObject({ id: 1, result: { n: 1 } });
    expect(await next()).toMatchObject({ id: 'two', result: { n: 2 } });
    const [session] = running.core.sessions;
    expect(session).toMatchObject({
      scope: { kind: 'server', name: 'alpha' },
      caller: { token: null, transport: 'connect' },
      attended: [true],
    });
    session?.peer.send({ jsonrpc: '2.0', id: 9, method: 'roots/list' });
    expect(await next()).toMatchObject({ id: 9, method: 'roots/list' });
    say({ jsonrpc: '2.0', id: 9, result: { roots: [] } });
    await vi.waitFor(() => expect(session?.responses).toMatchObject([{ id: 9 }]), until);

    socket.destroy();
    await vi.waitFor(() => expect(session?.isClosed).toBe(true), until);
    expect(running.endpoint.sessions()).toBe(0);
  });

  it('takes lines in pieces, and characters too', async () => {
    const { socket, next, say } = await open();
    say(initialize);
    await next();
    const bytes = Buffer.from(`${JSON.stringify(rpc('echo', { text: 'ä€😀' }))}\n`);
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    expect(await next()).toMatchObject({ result: { text: 'ä€😀' } });
  });

  it('reaches all servers, and a server that is named pipe', async () => {
    running.core.servers.add('pipe');
    for (const path of ['/mcp/pipe', '/mcp/pipe/pipe']) {
      const { next, say } = await open({ path });
      say(initialize);
      await next();
    }
    expect(running.core.sessions.map(({ scope }) => scope)).toEqual([
      { kind: 'all' },
      { kind: 'server', name: 'pipe' },
    ]);
  });

  it('tells what the owner of a client calls it', async () => {
    const { say, next } = await open({ headers: { 'x-signalbox-client': 'editor at work' } });
    say(initialize);
    await next();
    expect(running.core.sessions[0]?.caller.label).toBe('editor at work');
  });

  it('carries requests of the modern era beside a session, which can be taken back', async () => {
    const { next, say } = await open();
    say(modern('echo', { a: 1 }, 1).body, modern('wait', {}, 2).body);
    expect(await next()).toMatchObject({ id: 1, result: { a: 1 } });
    await vi.waitFor(() => expect(running.core.waiting).toHaveLength(1), until);
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } });
    await vi.waitFor(() => expect(running.core.waiting[0]?.isCancelled).toBe(true), until);
    const unknown = JSON.parse(JSON.stringify(modern('echo', {}, 3).body).replace('2026-07-28', 'v999'));
    say(unknown);
    expect(await next()).toMatchObject({ id: 3, error: { code: -32022, data: { requested: 'v999' } } });
    say(initialize);
    expect(await next()).toMatchObject({ id: 0, result: {} });
  });

  it('says what it can not read, and goes on', async () => {
    running.settings.messageMaxBytes = 1000;
    const { next, say } = await open();
    say('nonsense', 'x'.repeat(3000), rpc('ping', {}, 5));
    expect(await next()).toMatchObject({ id: null, error: { code: -32700 } });
    expect(await next()).toMatchObject({
      id: null,
      error: { code: -32600, message: expect.stringContaining('1000') },
    });
    expect(await next()).toEqual({ jsonrpc: '2.0', id: 5, result: {} });
  });

  it('still answers a client that has said all it wants', async () => {
    const { socket, next, say } = await open();
    say(initialize, rpc('wait', {}, 1));
    await next();
    socket.end();
    const { reply } = await vi.waitFor(
      () => running.core.waiting[0] ?? Promise.reject(new Error('none')),
      until,
    );
    reply.end({ jsonrpc: '2.0', id: 1, result: { late: true } });
    expect(await next()).toMatchObject({ id: 1, result: { late: true } });
    expect(await next()).toBeNull();
    expect(running.core.sessions[0]?.isClosed).toBe(true);
  });

  it('tells two windows of one program apart, and when one of them is closed', async () => {
    const [one, other] = [await open(), await open()];
    one.say(modern('wait').body);
    await vi.waitFor(() => expect(running.core.waiting).toHaveLength(1), until);
    other.say(modern('wait').body);
    await vi.waitFor(() => expect(running.core.waiting).toHaveLength(2), until);
    const [first, second] = running.core.connections;
    expect(first).toEqual(expect.any(String));
    expect(second).not.toBe(first);
    one.socket.destroy();
    await vi.waitFor(() => {
      running.clock.advance(1_000);
      expect(running.core.hungUp).toEqual([first]);
    }, until);
  });

  it('ends with its session, with its token and with the engine', async () => {
    running.clients.set('sbc_1', 'editor');
    const [first, second, third] = [
      await open(),
      await open({ headers: { authorization: 'Bearer sbc_1' } }),
      await open(),
    ];
    for (const { say, next } of [first, second, third]) {
      say(initialize);
      await next();
    }
    running.core.sessions[0]?.peer.close();
    expect(await first.next()).toBeNull();
    running.endpoint.closeSessionsOf('editor');
    expect(await second.next()).toBeNull();
    expect(running.endpoint.sessions()).toBe(1);
    running.endpoint.close();
    expect(await third.next()).toBeNull();
  });

  it('does not keep the engine from closing, even where its reader was stopped', async () => {
    const { socket, next, say } = await open();
    say(initialize);
    await next();
    socket.pause();
    const text = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < 6; sent += 1) {
      running.core.sessions[0]?.peer.send({ jsonrpc: '2.0', method: 'notifications/x', params: { text } });
    }
    const closed = running.http.close();
    running.clock.advance(1_000);
    await closed;
    expect(running.clock.pendingTimers).toBe(0);
  });

  it('drops a reader that is far behind', async () => {
    const { socket, next, say } = await open();
    say(initialize);
    await next();
    socket.pause();
    const [session] = running.core.sessions;
    const text = 'x'.repeat(1024 * 1024);
    await vi.waitFor(() => {
      session?.peer.send({ jsonrpc: '2.0', method: 'notifications/x', params: { text } });
      expect(session?.isClosed).toBe(true);
    }, until);
  });

  it('spares a reader that is behind news of progress and logs, so that its answer still comes', async () => {
    const { socket, next, say } = await open();
    say(initialize, rpc('wait', {}, 1));
    await next();
    const { reply } = await vi.waitFor(
      () => running.core.waiting[0] ?? Promise.reject(new Error('none')),
      until,
    );
    const [session] = running.core.sessions;
    socket.pause();
    const text = 'x'.repeat(256 * 1024);
    for (let sent = 0; sent < 200; sent += 1) {
      reply.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { text } });
      session?.peer.send({ jsonrpc: '2.0', method: 'notifications/message', params: { text } });
      // As from a server, one after the other.
      await new Promise(setImmediate);
    }
    expect(session?.isClosed).toBe(false);
    reply.end({ jsonrpc: '2.0', id: 1, result: { done: true } });
    socket.resume();
    let message = await next();
    while (message !== null && message.id !== 1) message = await next();
    expect(message).toMatchObject({ id: 1, result: { done: true } });
  });

  it('refuses a message that is too long by the id of its request, wherever that stands', async () => {
    running.settings.messageMaxBytes = 10_000;
    const { next, say, socket } = await open();
    say(initialize);
    await next();
    const params = { name: 'echo', arguments: { text: 'x'.repeat(50_000), id: 99 } };
    const refused = async (message: string) => {
      // In pieces, as over a slow line.
      for (let at = 0; at < message.length; at += 999) socket.write(message.slice(at, at + 999));
      socket.write('\n');
      const { id, error } = await next();
      expect(error).toMatchObject({ code: -32600, message: expect.stringContaining('10000') });
      return id;
    };
    const method = 'tools/call';
    expect(await refused(JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }))).toBe(7);
    expect(await refused(JSON.stringify({ method, params, jsonrpc: '2.0', id: 'é"8' }))).toBe('é"8');
    expect(
      await refused(JSON.stringify({ method, params, id: 9, jsonrpc: '2.0' }, null, 1).replaceAll('\n', '')),
    ).toBe(9);
    // Not of an answer, a notification or a batch, and not of what only looks like one.
    expect(await refused(JSON.stringify({ jsonrpc: '2.0', id: 7, result: params }))).toBeNull();
    expect(await refused(JSON.stringify({ result: params, jsonrpc: '2.0', id: 7 }))).toBeNull();
    expect(await refused(JSON.stringify({ jsonrpc: '2.0', method, params }))).toBeNull();
    expect(await refused(JSON.stringify([{ jsonrpc: '2.0', id: 7, method, params }]))).toBeNull();
    const text = `${'x'.repeat(50_000)},"id":5}`;
    expect(await refused(JSON.stringify({ jsonrpc: '2.0', method, params: { text } }))).toBeNull();
    say(rpc('echo', {}, 5));
    expect(await next()).toMatchObject({ id: 5, result: {} });
  });
});

describe('a pipe that can not be had', () => {
  it('is refused in plain HTTP, with a problem that says why', async () => {
    expect(await refusal({ path: '/mcp/none/pipe' })).toMatchObject({
      status: 404,
      code: 'unknown-server',
      message: expect.stringContaining('none'),
    });
    expect(await refusal({ path: '/mcp/alpha' })).toMatchObject({ status: 400 });
    expect(await refusal({ headers: { upgrade: 'websocket' } })).toMatchObject({ status: 400 });
    expect(await refusal({ headers: { authorization: 'Bearer x' } })).toMatchObject({ status: 401 });
    expect(await refusal({ headers: { host: 'evil.example.com' } })).toMatchObject({ status: 403 });
    running.settings.maxClients = 0;
    expect(await refusal({})).toMatchObject({ status: 503, code: 'server-unavailable' });
    expect(running.core.sessions).toEqual([]);
  });
});
