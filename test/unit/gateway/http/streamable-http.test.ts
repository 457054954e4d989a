import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  initialize,
  LEGACY,
  type RunningEndpoint,
  readEvents,
  rpc,
  runEndpoint,
  send,
} from './run-endpoint.ts';

let running: RunningEndpoint;
beforeEach(async () => {
  running = await runEndpoint();
});
afterEach(async () => {
  await running.close();
  expect(running.faults).toEqual([]);
  expect(running.clock.pendingTimers).toBe(0);
});

const note = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' } as const;
const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } } as const;
const until = { timeout: 30_000 };

/** The one request that waits at the core. */
async function waiting(at = 0) {
  return vi.waitFor(() => {
    const found = running.core.waiting[at];
    if (found === undefined) throw new Error('nothing waits');
    return found;
  }, until);
}

describe('a session of Streamable HTTP', () => {
  it('begins with initialize, answers in plain JSON, and ends with DELETE', async () => {
    const headers = await initialize(running);
    const echoed = await send(running, { headers, body: rpc('echo', { text: 'ä' }, 'id-1') });
    expect(echoed.status).toBe(200);
    expect(echoed.headers.get('content-type')).toBe('application/json');
    expect(await echoed.json()).toEqual({ jsonrpc: '2.0', id: 'id-1', result: { text: 'ä' } });

    const told = await send(running, {
      headers,
      body: { jsonrpc: '2.0', method: 'notifications/initialized' },
    });
    expect([told.status, await told.text()]).toEqual([202, '']);
    const answered = await send(running, { headers, body: { jsonrpc: '2.0', id: 7, result: {} } });
    expect(answered.status).toBe(202);
    expect(running.core.sessions[0]).toMatchObject({
      notifications: [{ method: 'notifications/initialized' }],
      responses: [{ id: 7 }],
      caller: { token: null, transport: 'streamable-http' },
    });

    expect(running.endpoint.sessions()).toBe(1);
    expect((await send(running, { method: 'DELETE', headers })).status).toBe(204);
    expect(running.core.sessions[0]?.isClosed).toBe(true);
    expect((await send(running, { headers, body: rpc('echo') })).status).toBe(404);
    expect(running.endpoint.sessions()).toBe(0);
  });

  it('belongs to its path and to its token', async () => {
    running.clients.set('sbc_1', 'editor');
    const headers = await initialize(running);
    expect((await send(running, { path: '/mcp/beta', headers, body: rpc('echo') })).status).toBe(404);
    expect((await send(running, { path: '/mcp', headers, body: rpc('echo') })).status).toBe(404);
    const other = { ...headers, authorization: 'Bearer sbc_1' };
    expect((await send(running, { headers: other, body: rpc('echo') })).status).toBe(404);

    const own = { authorization: 'Bearer sbc_1' };
    const theirs = { ...own, ...(await initialize(running, LEGACY, '/mcp', own)) };
    expect((await send(running, { path: '/mcp', headers: theirs, body: rpc('echo') })).status).toBe(200);
    running.endpoint.closeSessionsOf('editor');
    expect((await send(running, { path: '/mcp', headers: theirs, body: rpc('echo') })).status).toBe(404);
    expect((await send(running, { headers, body: rpc('echo') })).status).toBe(200);
  });

  it('has several requests open at once, and answers each on its own', async () => {
    const headers = await initialize(running);
    const first = send(running, { headers, body: rpc('wait', {}, 1) });
    await waiting(0);
    const second = send(running, { headers, body: rpc('wait', {}, 2) });
    const later = await waiting(1);
    const earlier = await waiting(0);
    later.reply.end({ jsonrpc: '2.0', id: 2, result: { is: 'second' } });
    earlier.reply.end({ jsonrpc: '2.0', id: 1, result: { is: 'first' } }, '{"is":"first, as text"}');
    expect(await (await second).json()).toMatchObject({ id: 2, result: { is: 'second' } });
    expect(await (await first).json()).toMatchObject({ id: 1, result: { is: 'first, as text' } });
  });

  it('becomes a stream once something goes before the answer', async () => {
    const headers = await initialize(running);
    const answer = send(running, { headers, body: rpc('wait') });
    const { reply } = await waiting();
    reply.send(progress);
    const response = await answer;
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    reply.end({ jsonrpc: '2.0', id: 1, result: { done: true } });
    const next = readEvents(response);
    expect(await next()).toMatchObject({ data: '' });
    expect(JSON.parse((await next())?.data ?? '')).toEqual(progress);
    expect(JSON.parse((await next())?.data ?? '')).toMatchObject({ id: 1, result: { done: true } });
    expect(await next()).toBeNull();
  });

  it('keeps what a client takes in JSON alone for its GET stream', async () => {
    const headers = await initialize(running);
    const answer = send(running, {
      headers: { ...headers, accept: 'application/json' },
      body: rpc('wait'),
    });
    const { reply } = await waiting();
    reply.send(progress);
    reply.end({ jsonrpc: '2.0', id: 1, result: {} });
    expect(await (await answer).json()).toMatchObject({ result: {} });
    const next = readEvents(await send(running, { method: 'GET', headers }));
    await next();
    expect(JSON.parse((await next())?.data ?? '')).toEqual(progress);
  });

  it('goes on when the client hangs up, and gives the answer to the client that comes back', async () => {
    const headers = await initialize(running);
    const cut = new AbortController();
    const answer = send(running, { headers, body: rpc('wait'), signal: cut.signal });
    const { reply } = await waiting();
    reply.send(progress);
    const old = readEvents(await answer);
    const primed = await old();
    await old();
    cut.abort();
    await expect(old()).rejects.toThrow();

    const resumed = await send(running, {
      method: 'GET',
      headers: { ...headers, 'last-event-id': primed?.id ?? '' },
    });
    reply.end({ jsonrpc: '2.0', id: 1, result: { late: true } });
    const next = readEvents(resumed);
    expect(JSON.parse((await next())?.data ?? '')).toEqual(progress);
    const last = await next();
    expect(JSON.parse(last?.data ?? '')).toMatchObject({ result: { late: true } });
    expect(await next()).toBeNull();

    const again = { method: 'GET', headers: { ...headers, 'last-event-id': last?.id ?? '' } };
    expect((await send(running, again)).status).toBe(405);
  });

  it('becomes a stream too where the answer is late, so that no client takes silence for an end', async () => {
    const headers = await initialize(running);
    const answer = send(running, { headers, body: rpc('wait') });
    const { reply } = await waiting();
    running.clock.advance(75_000);
    const response = await answer;
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    reply.end({ jsonrpc: '2.0', id: 1, result: { late: true } });
    expect(await response.text()).toContain('"late":true');
  });

  it('is a stream from the start for a client that takes nothing else', async () => {
    const headers = { ...(await initialize(running)), accept: 'text/event-stream' };
    const response = await send(running, { headers, body: rpc('echo', { text: 'x' }) });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toContain('"text":"x"');
  });

  it('answers what is open when it is ended', async () => {
    const headers = await initialize(running);
    const answer = send(running, { headers, body: rpc('wait') });
    await waiting();
    await send(running, { method: 'DELETE', headers });
    expect((await answer).status).toBe(404);
    expect(await (await answer).json()).toMatchObject({ error: { message: 'The session was ended' } });
  });

  it('answers a request that was taken back with nothing', async () => {
    const headers = await initialize(running);
    const answer = send(running, { headers, body: rpc('wait') });
    (await waiting()).reply.drop();
    expect([(await answer).status, await (await answer).text()]).toEqual([202, '']);
  });
});

describe('the GET stream of a session', () => {
  it('carries what belongs to no request, and what came before it was opened', async () => {
    const headers = await initialize(running);
    const peer = running.core.sessions[0]?.peer;
    peer?.send({ ...note, params: { at: 'early' } });
    const response = await send(running, { method: 'GET', headers });
    expect(response.headers.get('cache-control')).toContain('no-cache');
    const next = readEvents(response);
    expect(await next()).toMatchObject({ data: '', id: expect.any(String) });
    expect(JSON.parse((await next())?.data ?? '')).toMatchObject({ params: { at: 'early' } });
    peer?.send({ ...note, params: { at: 'late' } });
    const late = await next();
    expect(JSON.parse(late?.data ?? '')).toMatchObject({ params: { at: 'late' } });
    expect(running.core.sessions[0]?.attended).toEqual([true]);

    running.clock.advance(25_000);
    expect(await next()).toMatchObject({ event: ':' });
    peer?.close();
    expect(await next()).toBeNull();
    expect((await send(running, { headers, body: rpc('echo') })).status).toBe(404);
  });

  it('goes on after a cut from where the client was', async () => {
    const headers = await initialize(running);
    const session = running.core.sessions[0];
    const cut = new AbortController();
    const old = readEvents(await send(running, { method: 'GET', headers, signal: cut.signal }));
    await old();
    session?.peer.send({ ...note, params: { n: 1 } });
    session?.peer.send({ ...note, params: { n: 2 } });
    const first = await old();
    cut.abort();
    await vi.waitFor(() => expect(session?.attended).toEqual([true, false]), until);
    session?.peer.send({ ...note, params: { n: 3 } });
    const resumed = { ...headers, 'last-event-id': first?.id ?? '' };
    const next = readEvents(await send(running, { method: 'GET', headers: resumed }));
    await next();
    expect(JSON.parse((await next())?.data ?? '')).toMatchObject({ params: { n: 2 } });
    expect(JSON.parse((await next())?.data ?? '')).toMatchObject({ params: { n: 3 } });
  });

  it('has no event without data for clients that do not know it', async () => {
    const headers = await initialize(running, '2025-06-18');
    running.core.sessions[0]?.peer.send(note);
    const next = readEvents(await send(running, { method: 'GET', headers }));
    expect(JSON.parse((await next())?.data ?? '')).toEqual(note);
  });
});

describe('a session that nobody uses', () => {
  it('ends after half an hour, unless somebody listens', async () => {
    const idle = await initialize(running);
    const listening = await initialize(running);
    const cut = new AbortController();
    await send(running, { method: 'GET', headers: listening, signal: cut.signal });
    running.clock.advance(31 * 60_000);
    expect((await send(running, { headers: idle, body: rpc('echo') })).status).toBe(404);
    expect((await send(running, { headers: listening, body: rpc('echo') })).status).toBe(200);
    cut.abort();
  });

  it('gives its place to a new client where there are as many as there may be', async () => {
    running.settings.maxClients = 2;
    const first = await initialize(running);
    await initialize(running);
    const third = { body: rpc('initialize', { protocolVersion: LEGACY }) };
    const refused = await send(running, third);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ id: 1, error: { message: expect.any(String) } });
    running.clock.advance(60_000);
    expect((await send(running, third)).status).toBe(200);
    expect((await send(running, { headers: first, body: rpc('echo') })).status).toBe(404);
    expect(running.endpoint.sessions()).toBe(2);
  });
});

describe('several messages at once', () => {
  const batch = [rpc('echo', { n: 1 }, 1), note, rpc('echo', { n: 2 }, 2), { jsonrpc: '1.0', id: 3 }];

  it('are answered together in the revision that has them', async () => {
    const headers = await initialize(running, '2025-03-26');
    const response = await send(running, { headers, body: batch });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject([
      { id: 1, result: { n: 1 } },
      { id: 2, result: { n: 2 } },
      { id: 3, error: { code: -32600 } },
    ]);
    expect((await send(running, { headers, body: [note, note] })).status).toBe(202);
    expect(running.core.sessions[0]?.notifications).toHaveLength(3);
  });

  it('are refused in all others, and without a session', async () => {
    const headers = await initialize(running);
    for (const sent of [{ headers, body: batch }, { body: batch }, { headers, body: [] }]) {
      const response = await send(running, sent);
      expect([response.status, await response.json()]).toMatchObject([400, { error: { code: -32600 } }]);
    }
  });
});
