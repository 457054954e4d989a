import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { HttpSessionOptions } from '#engine/mcp/mcp.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openHttp, UNTIL } from './run-http-server.ts';
import { BUDGETS, PROBE_MS } from './run-server.ts';
import { serve, serveSse } from './serve-faulty.ts';

type Kind = HttpSessionOptions['transport'];
/** What the server never answers. */
type Silent = (method: string) => boolean;

const call = { method: 'tools/call', params: { name: 'x' }, timeoutMs: 60_000 } as const;

/** A server, and a session with it on a clock that stands still. `asked` says what has come to the server. */
async function open(transport: Kind, isSilent: Silent) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const answer = (_response: unknown, { method }: { method: string }) => {
    asked.push(method);
    return isSilent(method);
  };
  const { url } =
    transport === 'sse' ? await serveSse({ answer }) : await serve(answer, { 'mcp-session-id': 'abc' });
  return { ...openHttp(url, { transport, clock }), clock, asked };
}

async function expectNoTimers(clock: FakeClock): Promise<void> {
  await vi.waitFor(() => expect(clock.pendingTimers).toBe(0), UNTIL);
}

describe.each(['streamable-http', 'sse'] as const)('a session over %s leaves no timer', (transport) => {
  it('when it is closed while its server is not up yet', async () => {
    const { url, seen } = await serve((response) => response.destroy());
    const clock = new FakeClock();
    const { session } = openHttp(url, { transport, clock, retryRefusedUntilReady: true });
    const negotiated = session.negotiate(BUDGETS);
    const closed = expect(negotiated).rejects.toMatchObject({ code: 'closed' });
    await vi.waitFor(() => expect(seen.requests.length).toBeGreaterThan(0), UNTIL);
    // By now it waits to try again.
    await new Promise((resolve) => setTimeout(resolve, 200));
    session.close();
    await closed;
    await expectNoTimers(clock);
  });

  it('when it is closed while the server keeps the connection and says nothing', async () => {
    const { url, seen } = await serve(() => true);
    const clock = new FakeClock();
    const { session } = openHttp(url, { transport, clock });
    const closed = expect(session.negotiate(BUDGETS)).rejects.toMatchObject({ code: 'closed' });
    await vi.waitFor(() => expect(seen.requests.length).toBeGreaterThan(0), UNTIL);
    session.close();
    await closed;
    await expectNoTimers(clock);
  });

  it('when it is closed in the handshake', async () => {
    const { session, clock, asked } = await open(transport, (method) => method === 'initialize');
    const closed = expect(session.negotiate(BUDGETS)).rejects.toMatchObject({ code: 'closed' });
    await vi.waitFor(() => expect(asked).toContain('initialize'), UNTIL);
    session.close();
    await closed;
    await expectNoTimers(clock);
  });

  it('while it is ready and rests, nor when it is closed then', async () => {
    const { session, clock } = await open(transport, () => false);
    await session.negotiate(BUDGETS);
    await expectNoTimers(clock);
    session.close();
    await expectNoTimers(clock);
  });

  it.each(['tools/call', 'notifications/initialized'])(
    'when it is closed while a request is under way and %s is not answered',
    async (silent) => {
      const { session, clock, asked } = await open(transport, (method) =>
        [silent, 'tools/call', 'ping'].includes(method),
      );
      await session.negotiate(BUDGETS);
      await vi.waitFor(() => expect(asked).toContain('notifications/initialized'), UNTIL);
      const pending = [session.request(call), session.probe(PROBE_MS), session.catalogue(PROBE_MS)];
      if (silent === 'tools/call') await vi.waitFor(() => expect(asked).toContain('tools/call'), UNTIL);
      session.close();
      await Promise.all(pending);
      await expectNoTimers(clock);
    },
  );
});

it('a call that is given up while the rest of its stream is waited for leaves no timer', async () => {
  const clock = new FakeClock();
  const { url, seen } = await serve((response, { method }) => {
    if (method !== 'tools/call') return false;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    return response.end('id: 1\nretry: 20000\ndata: \n\n');
  });
  const { session } = openHttp(url, { clock });
  await session.negotiate(BUDGETS);
  await expectNoTimers(clock);
  const aborted = new AbortController();
  const answer = session.request({ ...call, signal: aborted.signal });
  // The limit of the call, and the wait.
  await vi.waitFor(() => expect(clock.pendingTimers).toBe(2), UNTIL);
  aborted.abort();
  await expect(answer).resolves.toEqual({ kind: 'cancelled' });
  await expectNoTimers(clock);
  expect(seen.requests.length).toBeGreaterThan(0);
});

it('a server that does not take leave is not waited for any longer than 2 s', async () => {
  const { session, clock, asked } = await open('streamable-http', (method) => method === 'DELETE');
  await session.negotiate(BUDGETS);
  await expectNoTimers(clock);
  session.close();
  await vi.waitFor(() => expect(asked).toContain('DELETE'), UNTIL);
  expect(clock.pendingTimers).toBe(1);
  clock.advance(2_000);
  await expectNoTimers(clock);
});

it('a stream that the server leaves open after a refusal is closed with its transport', async () => {
  const clock = new FakeClock();
  const streams: ServerResponse[] = [];
  const { url } = await serve((response, { id, method }) => {
    if (method !== 'initialize') return response.writeHead(404).end();
    streams.push(response.writeHead(200, { 'content-type': 'text/event-stream' }));
    const error = { code: -32603, message: 'not today' };
    return response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', id, error })}\n\n`);
  });
  const { session } = openHttp(url, { clock });
  await expect(session.negotiate(BUDGETS)).rejects.toMatchObject({ code: 'handshake-refused' });
  await vi.waitFor(() => expect(streams.map(({ closed }) => closed)).toEqual([true]), UNTIL);
  await expectNoTimers(clock);
});

it('a session that waits to ask for the stream of its server again leaves no timer', async () => {
  const clock = new FakeClock();
  const { url } = await serve((response, { method }) => method === 'GET' && response.writeHead(503).end());
  const { session } = openHttp(url, { clock });
  await session.negotiate(BUDGETS);
  await vi.waitFor(() => expect(clock.pendingTimers).toBe(1), UNTIL);
  // The wait, once notifications/initialized is taken.
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(clock.pendingTimers).toBe(1);
  session.close();
  await expectNoTimers(clock);
});

it('a session over sse that is closed before an endpoint was named leaves no timer', async () => {
  const clock = new FakeClock();
  const { url } = await serveSse({ opening: ': hello\n\n' });
  const { session } = openHttp(url, { transport: 'sse', clock });
  const closed = expect(session.negotiate(BUDGETS)).rejects.toMatchObject({ code: 'closed' });
  // The time for the start, and for the endpoint.
  await vi.waitFor(() => expect(clock.pendingTimers).toBe(2), UNTIL);
  session.close();
  await closed;
  await expectNoTimers(clock);
});
