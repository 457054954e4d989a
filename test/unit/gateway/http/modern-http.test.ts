import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  MODERN,
  modern,
  type RunningEndpoint,
  readEvents,
  rpc,
  runEndpoint,
  type Sent,
  send,
} from './run-endpoint.ts';

let running: RunningEndpoint;
beforeEach(async () => {
  running = await runEndpoint();
});
afterEach(async () => {
  await running.close();
  expect(running.faults).toEqual([]);
});

const until = { timeout: 30_000 };
const META = 'io.modelcontextprotocol/';

async function waiting() {
  return vi.waitFor(() => {
    const found = running.core.waiting[0];
    if (found === undefined) throw new Error('nothing waits');
    return found;
  }, until);
}

/** The same request with other headers; an empty one is left out. */
function withHeaders(sent: Sent, headers: Readonly<Record<string, string>>): Sent {
  const all = Object.entries({ ...sent.headers, ...headers }).filter(([, value]) => value !== '');
  return { ...sent, headers: Object.fromEntries(all) };
}

async function outcome(sent: Sent): Promise<unknown> {
  const response = await send(running, sent);
  const body = await response.json();
  return {
    status: response.status,
    id: body.id,
    ...(body.error === undefined ? {} : { code: body.error.code }),
  };
}

describe('a request of the modern era', () => {
  it('needs no session, and is answered in plain JSON', async () => {
    const response = await send(running, modern('echo', { text: 'x' }, 5));
    expect([response.status, response.headers.get('mcp-session-id')]).toEqual([200, null]);
    expect(await response.json()).toMatchObject({ id: 5, result: { text: 'x' } });
    expect(running.endpoint.sessions()).toBe(0);
  });

  it('must say its revision and what the client can do', async () => {
    const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': 'echo' };
    const bad = [
      rpc('echo', {}, 9),
      rpc('echo', { _meta: { [`${META}clientCapabilities`]: {} } }, 9),
      rpc('echo', { _meta: { [`${META}protocolVersion`]: MODERN } }, 9),
      rpc('echo', { _meta: { [`${META}protocolVersion`]: 5, [`${META}clientCapabilities`]: {} } }, 9),
    ];
    for (const body of bad) {
      expect(await outcome({ headers, body })).toEqual({ status: 400, id: 9, code: -32602 });
    }
  });

  it('of a revision that is not known here is told which are', async () => {
    const sent = modern('server/discover', {}, 3);
    const body = JSON.parse(JSON.stringify(sent.body).replaceAll(MODERN, 'v999'));
    const response = await send(running, withHeaders({ ...sent, body }, { 'mcp-protocol-version': 'v999' }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      id: 3,
      error: { code: -32022, data: { supported: [MODERN], requested: 'v999' } },
    });
  });

  it.each([
    ['another revision', modern('echo'), { 'mcp-protocol-version': '2025-11-25' }],
    ['no revision', modern('echo'), { 'mcp-protocol-version': '' }],
    ['another method', modern('echo'), { 'mcp-method': 'ECHO' }],
    ['no method', modern('echo'), { 'mcp-method': '' }],
    ['another tool', modern('tools/call', { name: 'echo' }), { 'mcp-name': 'other' }],
    ['no tool', modern('tools/call', { name: 'echo' }), { 'mcp-name': '' }],
    ['no resource', modern('resources/read', { uri: 'a:b' }), { 'mcp-name': '' }],
    ['a broken name', modern('tools/call', { name: 'echo' }), { 'mcp-name': '=?base64?SGVsbG8?=' }],
  ])('is refused where its headers name %s', async (_what, sent, headers) => {
    expect(await outcome(withHeaders(sent, headers))).toEqual({ status: 400, id: 1, code: -32020 });
  });

  it('may have its name in Base64, and blanks around it', async () => {
    const sent = modern('tools/call', { name: 'echo' });
    for (const name of ['=?base64?ZWNobw==?=', '  echo  ']) {
      expect(await outcome(withHeaders(sent, { 'mcp-name': name }))).toMatchObject({ status: 200 });
    }
  });

  it('repeats in headers the arguments that the tool marks', async () => {
    const region = { type: 'string', 'x-mcp-header': 'Region' };
    const depth = { type: 'integer', 'x-mcp-header': 'Depth' };
    const inner = { type: 'object', properties: { depth } };
    running.schemas.set('search', {
      type: 'object',
      properties: { region, inner, free: { type: 'string' } },
    });
    const call = (args: object) => modern('tools/call', { name: 'search', arguments: args });
    const good: [object, Record<string, string>][] = [
      [{ free: 'x' }, {}],
      [{ region: 'eu', free: 'x' }, { 'mcp-param-region': 'eu' }],
      [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8=?=' }],
      [{ region: '=?base64?SGVs' }, { 'mcp-param-region': '=?base64?SGVs' }],
      [{ inner: { depth: 42 } }, { 'mcp-param-depth': '42.0' }],
      [{ region: null }, {}],
    ];
    for (const [args, headers] of good) {
      expect([args, await outcome(withHeaders(call(args), headers))]).toMatchObject([args, { status: 200 }]);
    }
    const bad: [object, Record<string, string>][] = [
      [{ region: 'eu' }, {}],
      [{ region: 'eu' }, { 'mcp-param-region': 'us' }],
      [{ region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }],
      [{ inner: { depth: 42 } }, { 'mcp-param-depth': '43' }],
    ];
    for (const [args, headers] of bad) {
      expect(await outcome(withHeaders(call(args), headers))).toMatchObject({ status: 400, code: -32020 });
    }
  });

  it('has the HTTP status of its error where the request was at fault', async () => {
    const fail = (code: number) => outcome(modern('fail', { code }));
    expect(await fail(-32601)).toMatchObject({ status: 404, code: -32601 });
    expect(await fail(-32021)).toMatchObject({ status: 400, code: -32021 });
    expect(await fail(-32602)).toMatchObject({ status: 200, code: -32602 });
  });

  it('is a stream without ids where something goes before the answer', async () => {
    const answer = send(running, modern('wait'));
    const { reply } = await waiting();
    reply.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } });
    const next = readEvents(await answer);
    expect(await next()).toMatchObject({ id: null, data: expect.stringContaining('progress') });
    running.clock.advance(25_000);
    expect(await next()).toMatchObject({ event: ':' });
    reply.end({ jsonrpc: '2.0', id: 1, result: {} });
    expect(JSON.parse((await next())?.data ?? '')).toMatchObject({ id: 1 });
    expect(await next()).toBeNull();
  });

  it('is a stream too where the answer is late', async () => {
    const answer = send(running, modern('wait'));
    const { reply } = await waiting();
    running.clock.advance(75_000);
    const response = await answer;
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    reply.end({ jsonrpc: '2.0', id: 1, result: { late: true } });
    expect(await response.text()).toContain('"late":true');
  });

  it('is cancelled when the client hangs up', async () => {
    const cut = new AbortController();
    const answer = send(running, { ...modern('wait'), signal: cut.signal });
    const call = await waiting();
    cut.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => expect(call.isCancelled).toBe(true), until);
  });

  it('is not cancelled by its own end', async () => {
    const answer = send(running, modern('wait'));
    const call = await waiting();
    call.reply.end({ jsonrpc: '2.0', id: 1, result: {} });
    await (await answer).json();
    await running.close();
    expect(call.isCancelled).toBe(false);
  });

  it('comes by POST alone', async () => {
    for (const method of ['GET', 'DELETE']) {
      const response = await send(running, { method, headers: { 'mcp-protocol-version': MODERN } });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });
});
