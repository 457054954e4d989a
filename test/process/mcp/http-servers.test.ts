import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { openHttp, runHttpFixture, runHttpServer, UNTIL } from './run-http-server.ts';
import { BUDGETS, PROBE_MS } from './run-server.ts';

const call = (name: string, message = 'x') =>
  ({ method: 'tools/call', params: { name, arguments: { message } }, timeoutMs: 60_000 }) as const;

describe('a server over Streamable HTTP', () => {
  it.each(['plain', 'stream'])(
    'of a legacy revision that answers by %s is spoken with in its session',
    async (how) => {
      const { port, said } = await runHttpFixture('http-server', { ANSWER: how });
      const { session, heard } = openHttp(`http://127.0.0.1:${port}/mcp`);
      await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({
        era: 'legacy',
        protocolVersion: '2025-11-25',
        serverName: 'http-server',
      });
      await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
      await expect(session.catalogue(PROBE_MS)).resolves.toEqual({
        tools: 2,
        resources: null,
        prompts: null,
      });
      await expect(session.request(call('echo', 'hello'))).resolves.toEqual({
        kind: 'result',
        result: { content: [{ type: 'text', text: 'hello' }] },
      });
      await expect(session.request(call('nothing'))).resolves.toMatchObject({ kind: 'error', code: -32602 });
      await vi.waitFor(() => expect(said()).toContain('notifications/initialized'), UNTIL);
      session.close();
      await vi.waitFor(() => expect(said()).toContain('a session was deleted'), UNTIL);
      expect(heard).toMatchObject({ ended: 0, stray: [] });
    },
  );

  it('of the modern revision is told in headers what each body says, and a closed stream cancels', async () => {
    const { port, said } = await runHttpFixture('modern-http');
    const { session } = openHttp(`http://127.0.0.1:${port}/mcp`);
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({
      era: 'modern',
      serverName: 'modern-http',
    });
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    await expect(session.catalogue(PROBE_MS)).resolves.toMatchObject({ tools: 2 });
    await expect(session.request(call('echo', 'hello'))).resolves.toMatchObject({ kind: 'result' });
    await expect(session.request(call('wörld'))).resolves.toMatchObject({ kind: 'error', code: -32602 });
    const aborted = new AbortController();
    const waiting = session.request({ ...call('wait'), signal: aborted.signal });
    setTimeout(() => aborted.abort(), 200);
    await expect(waiting).resolves.toEqual({ kind: 'cancelled' });
    await vi.waitFor(() => expect(said()).toContain('wait was cancelled'), UNTIL);
  });

  it('reports progress of a call, and changes of its lists on its own stream', async () => {
    const { port } = await runHttpFixture('http-server');
    const { session, heard } = openHttp(`http://127.0.0.1:${port}/mcp`);
    await session.negotiate(BUDGETS);
    let progress = 0;
    const answer = session.request({
      ...call('slow'),
      onProgress: () => {
        progress += 1;
      },
    });
    expect(session.calls.inFlight).toBe(1);
    await expect(answer).resolves.toMatchObject({ kind: 'result' });
    expect(progress).toBe(10);
    expect(session.calls).toMatchObject({ inFlight: 0, oldestSinceMs: null, lastProgressMs: null });
    await vi.waitFor(async () => {
      // Until the stream is open, the change has nowhere to go.
      await session.request(call('change'));
      expect(heard.listChanged).toBeGreaterThan(0);
    }, UNTIL);
  });

  it('is known to be lost when it dies', async () => {
    const { child, port } = await runHttpFixture('http-server');
    const { session, heard } = openHttp(`http://127.0.0.1:${port}/mcp`);
    await session.negotiate(BUDGETS);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(heard.ended).toBe(1), UNTIL);
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: false, why: 'closed' });
    await expect(session.request(call('echo'))).resolves.toEqual({ kind: 'closed', wasSent: false });
  });

  it('is known to be lost when it was started anew and has forgotten the session', async () => {
    const first = await runHttpFixture('http-server');
    const { session, heard } = openHttp(`http://127.0.0.1:${first.port}/mcp`);
    await session.negotiate(BUDGETS);
    const gone = once(first.child, 'close');
    first.child.kill('SIGKILL');
    await gone;
    await runHttpFixture('http-server', {}, first.port);
    await vi.waitFor(async () => {
      await session.probe(PROBE_MS);
      expect(heard.ended).toBe(1);
    }, UNTIL);
  });

  it('is waited for while it starts, when it is known to be starting', async () => {
    const first = await runHttpFixture('http-server');
    const gone = once(first.child, 'close');
    first.child.kill('SIGKILL');
    await gone;
    const { session } = openHttp(`http://127.0.0.1:${first.port}/mcp`, { retryRefusedUntilReady: true });
    const negotiated = session.negotiate(BUDGETS);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await runHttpFixture('http-server', {}, first.port);
    await expect(negotiated).resolves.toMatchObject({ era: 'legacy' });
  });
});

describe('a server over HTTP+SSE', () => {
  it.each(['sse', 'streamable-http'] as const)(
    'is found and spoken with when %s is tried first',
    async (transport) => {
      const { port, said } = await runHttpFixture('sse-server');
      const { session, heard } = openHttp(`http://127.0.0.1:${port}/sse`, { transport });
      await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({
        era: 'legacy',
        serverName: 'sse-server',
      });
      await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
      await expect(session.catalogue(PROBE_MS)).resolves.toMatchObject({ tools: 2 });
      await expect(session.request(call('echo', 'hello'))).resolves.toMatchObject({ kind: 'result' });
      expect(said()).toContain('notifications/initialized');
      expect(heard).toMatchObject({ ended: 0, stray: [] });
    },
  );

  it('is known to be lost when it dies', async () => {
    const { child, port } = await runHttpFixture('sse-server');
    const { session, heard } = openHttp(`http://127.0.0.1:${port}/sse`, { transport: 'sse' });
    await session.negotiate(BUDGETS);
    const pending = session.request(call('echo'));
    child.kill('SIGKILL');
    await pending;
    await vi.waitFor(() => expect(heard.ended).toBe(1), UNTIL);
  });
});

describe('the server “everything” from npm', () => {
  const entry = fileURLToPath(
    new URL('../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
  );

  it.each([
    ['streamableHttp', 'mcp', 'streamable-http'],
    ['sse', 'sse', 'sse'],
  ] as const)('is spoken with as %s', async (mode, path, transport) => {
    const { port: free, child } = await runHttpFixture('http-server');
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
    const { port } = await runHttpServer([entry, mode], { PORT: String(free) });
    const { session, heard } = openHttp(`http://localhost:${port}/${path}`, { transport });
    await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({
      era: 'legacy',
      protocolVersion: '2025-11-25',
      serverName: 'mcp-servers/everything',
    });
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    const { tools } = await session.catalogue(PROBE_MS);
    expect(tools).toBeGreaterThan(5);
    await expect(session.request(call('echo', 'hello'))).resolves.toMatchObject({ kind: 'result' });
    expect(heard).toMatchObject({ ended: 0, stray: [], oversized: [] });
    // Longer than a server has for naming the endpoint of its event stream.
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    await expect(session.request(call('echo', 'hello'))).resolves.toMatchObject({ kind: 'result' });
    expect(heard.ended).toBe(0);
  });
});
