import { describe, expect, it } from 'vitest';
import { openSession, type SessionCall } from '#engine/mcp/mcp.ts';
import { FakeServer, settled } from '../../fakes/fake-server.ts';
import { unheard } from '../../fakes/quiet-session.ts';
import { VirtualMachine } from '../../fakes/virtual-machine.ts';
import {
  BUDGETS,
  discoverResult,
  initializeResult,
  NOT_FOUND,
  openFakeSession,
} from './open-fake-session.ts';

const MINUTE = 60_000;

async function open(era: 'legacy' | 'modern' = 'legacy') {
  const opened = openFakeSession();
  opened.server
    .answers('server/discover', era === 'modern' ? discoverResult(['2026-07-28']) : NOT_FOUND)
    .answers('initialize', initializeResult());
  await opened.session.negotiate(BUDGETS);
  await settled();
  return opened;
}

const call = (more: Partial<SessionCall> = {}): SessionCall => ({
  method: 'tools/call',
  params: { name: 'echo' },
  timeoutMs: MINUTE,
  ...more,
});

function progressToken(message: { params?: Record<string, unknown> } | undefined): unknown {
  const meta = message?.params?.['_meta'];
  return typeof meta === 'object' && meta !== null && 'progressToken' in meta
    ? meta.progressToken
    : undefined;
}

describe("a client's request", () => {
  it('gets the result of the server', async () => {
    const { session, server, clock } = await open();
    server.answers('tools/call', { result: { content: [] } });
    await expect(session.request(call())).resolves.toEqual({ kind: 'result', result: { content: [] } });
    expect(clock.pendingTimers).toBe(0);
  });

  it("gets the server's own error, with its data", async () => {
    const { session, server } = await open();
    server.answers('tools/call', { error: { code: -32602, message: 'no such tool', data: { a: 1 } } });
    await expect(session.request(call())).resolves.toEqual({
      kind: 'error',
      code: -32602,
      message: 'no such tool',
      data: { a: 1 },
    });
  });

  it('has its whole time again once nobody is asked on its behalf any more', async () => {
    const { session, clock } = await open();
    let isHeld = true;
    const held = session.request(call({ isHeld: () => isHeld }));
    const other = session.request(call());
    await settled();
    clock.advance(MINUTE);
    await expect(other).resolves.toEqual({ kind: 'timeout' });
    clock.advance(4 * MINUTE);
    isHeld = false;
    let isOver = false;
    void held.then(() => {
      isOver = true;
    });
    await settled();
    expect(isOver).toBe(false);
    clock.advance(MINUTE);
    await expect(held).resolves.toEqual({ kind: 'timeout' });
  });

  it.each(['{"jsonrpc":"2.0","id":ID,"result":"TEXT"}\n', '{"result":"TEXT","jsonrpc":"2.0","id":ID}\n'])(
    'is told at once that its answer is too long: %s',
    async (line) => {
      const { session, server } = await open();
      const answer = session.request(call());
      await settled();
      const id = String(server.received.at(-1)?.id);
      server.stdout.write(line.replace('ID', id).replace('TEXT', 'x'.repeat(17 * 1024 * 1024)));
      await expect(answer).resolves.toMatchObject({
        kind: 'error',
        message: expect.stringContaining('16 MiB is the most that a message may have'),
      });
    },
  );

  it('is closed before the handshake, and when the server goes away', async () => {
    const unsent = { kind: 'closed', wasSent: false };
    await expect(openFakeSession().session.request(call())).resolves.toEqual(unsent);
    const { session, server, clock } = await open();
    const answer = session.request(call());
    server.stdout.end();
    await expect(answer).resolves.toEqual({ kind: 'closed' });
    await expect(session.request(call())).resolves.toEqual(unsent);
    expect(session.calls.inFlight).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says who asks in the modern era, and keeps what the client says of itself', async () => {
    const { session, server } = await open('modern');
    const client = {
      'io.modelcontextprotocol/clientInfo': { name: 'other', version: '2' },
      traceparent: '00-1',
    };
    void session.request(call({ params: { name: 'echo', _meta: client } }));
    await settled();
    expect(server.heard('tools/call')[0]?.params).toMatchObject({
      name: 'echo',
      _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', ...client },
    });
  });

  it.each(['legacy', 'modern'] as const)(
    'carries a progress token that no other has at a %s server, whatever its client chose',
    async (era) => {
      const { session, server } = await open(era);
      const chosen = { params: { _meta: { progressToken: 'mine', theirs: 1 } } };
      const told: unknown[] = [];
      void session.request(call());
      void session.request(call({ ...chosen, onProgress: (params) => told.push(params) }));
      void session.request(call({ ...chosen, onProgress: () => told.push('of the other') }));
      await settled();
      const tokens = server.heard('tools/call').map(progressToken);
      expect(new Set([...tokens, 'mine', undefined]).size).toBe(5);
      expect(server.heard('tools/call')[1]?.params?.['_meta']).toMatchObject({ theirs: 1 });
      const params = { progressToken: tokens[1], progress: 1, total: 3, message: 'on the way' };
      server.send({ method: 'notifications/progress', params });
      server.send({ method: 'notifications/progress', params: { progressToken: 'mine', progress: 2 } });
      await settled();
      expect(told).toEqual([params]);
    },
  );

  it('hears no progress any more once it was answered', async () => {
    const { session, server } = await open();
    const told: unknown[] = [];
    server.answers('tools/call', { result: {} });
    await session.request(call({ onProgress: (params) => told.push(params) }));
    const token = progressToken(server.heard('tools/call')[0]);
    server.send({ method: 'notifications/progress', params: { progressToken: token, progress: 1 } });
    await settled();
    expect(told).toEqual([]);
    expect(session.calls.lastProgressMs).toBeNull();
  });

  it('gives the result of a modern server as it came', async () => {
    const { session, server } = await open('modern');
    const result = {
      resultType: 'input_required',
      inputRequests: { a: {} },
      ttlMs: 5,
      cacheScope: 'private',
      x: 1,
    };
    server.answers('tools/call', { result });
    await expect(session.request(call())).resolves.toEqual({ kind: 'result', result });
  });

  it('goes out with those of the same turn in one piece, in their order', async () => {
    const { session, server } = await open();
    const chunks: string[] = [];
    server.stdin.on('data', (chunk: Buffer) => chunks.push(chunk.toString('utf8')));
    for (const name of ['a', 'b', 'c']) void session.request(call({ params: { name } }));
    session.notify('notifications/roots/list_changed');
    await settled();
    expect(chunks).toHaveLength(1);
    expect(server.received.slice(-4).map(({ params }) => params?.['name'])).toEqual([
      'a',
      'b',
      'c',
      undefined,
    ]);
  });

  it('is written also when the server is slow to read, beyond what probes may pile up', async () => {
    const { session, server } = await open();
    server.stdin.pause();
    const big = 'x'.repeat(300_000);
    for (let turn = 0; turn < 3; turn += 1) void session.request(call({ params: { big } }));
    server.stdin.resume();
    await settled();
    expect(server.heard('tools/call')).toHaveLength(3);
  });
});

describe('a request that takes too long', () => {
  it.each(['legacy', 'modern'] as const)('is given up and cancelled at a %s server', async (era) => {
    const { session, server, clock } = await open(era);
    const answer = session.request(call());
    await settled();
    clock.advance(MINUTE);
    await expect(answer).resolves.toEqual({ kind: 'timeout' });
    await settled();
    expect(server.heard('notifications/cancelled')).toMatchObject([
      { params: { requestId: server.heard('tools/call')[0]?.id, reason: 'no answer within 60 s' } },
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('has its whole time again with each progress, but not with another call’s', async () => {
    const { session, server, clock } = await open();
    let progress = 0;
    const slow = session.request(
      call({
        onProgress: () => {
          progress += 1;
        },
      }),
    );
    const silent = session.request(call());
    await settled();
    const token = progressToken(server.heard('tools/call')[0]);
    for (let turn = 0; turn < 5; turn += 1) {
      clock.advance(50_000);
      server.send({ method: 'notifications/progress', params: { progressToken: token, progress: turn } });
      await settled();
    }
    await expect(silent).resolves.toEqual({ kind: 'timeout' });
    expect(progress).toBe(5);
    expect(session.calls).toMatchObject({ inFlight: 1, oldestSinceMs: 0, lastProgressMs: 250_000 });
    clock.advance(MINUTE);
    await expect(slow).resolves.toEqual({ kind: 'timeout' });
    expect(session.calls.lastProgressMs).toBeNull();
  });

  it('ends after a day, whatever progress the server reports', async () => {
    const { session, server, clock } = await open();
    const answer = session.request(call());
    await settled();
    const token = progressToken(server.heard('tools/call')[0]);
    for (let minute = 0; minute < 24 * 60; minute += 0.5) {
      clock.advance(30_000);
      server.send({ method: 'notifications/progress', params: { progressToken: token, progress: minute } });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect(answer).resolves.toEqual({ kind: 'timeout' });
  });

  it('ends after the time that is the end of it in any case, whatever progress the server reports', async () => {
    const { session, server, clock } = await open();
    const answer = session.request(call({ maxMs: 2 * MINUTE }));
    await settled();
    const token = progressToken(server.heard('tools/call')[0]);
    for (let turn = 1; turn <= 4; turn += 1) {
      clock.advance(30_000);
      server.send({ method: 'notifications/progress', params: { progressToken: token, progress: turn } });
      await settled();
    }
    await expect(answer).resolves.toEqual({ kind: 'timeout' });
    await settled();
    expect(server.heard('notifications/cancelled')).toMatchObject([
      { params: { reason: 'not done within 120 s' } },
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends each at its own time, where one was sent later and has less of it', async () => {
    const { session, clock } = await open();
    const ends: string[] = [];
    const end = (name: string, timeoutMs: number) =>
      session
        .request(call({ timeoutMs }))
        .then(({ kind }) => ends.push(`${name} ${kind} ${clock.monotonic()}`));
    void end('long', 3_000);
    void end('short', 1_000);
    clock.advance(500);
    void end('late', 1_000);
    for (let turn = 0; turn < 30; turn += 1) {
      clock.advance(100);
      await settled();
    }
    expect(ends).toEqual(['short timeout 1000', 'late timeout 1500', 'long timeout 3000']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends in time although the server floods its progress for another token', async () => {
    const { session, server, clock } = await open();
    const answer = session.request(call());
    await settled();
    for (let turn = 0; turn < 1_000; turn += 1) {
      server.send({ method: 'notifications/progress', params: { progressToken: 'nobody', progress: turn } });
    }
    await settled();
    clock.advance(MINUTE);
    await expect(answer).resolves.toEqual({ kind: 'timeout' });
  });

  it('has its whole time again when the machine slept through it', async () => {
    const machine = new VirtualMachine();
    const server = new FakeServer();
    server.answers('initialize', initializeResult());
    const events = { activity() {}, stray() {}, oversized() {}, listChanged() {}, ended() {}, ...unheard };
    const session = openSession(server, events, machine);
    await session.negotiate({ ...BUDGETS, skipDiscover: true });
    const answer = session.request(call());
    machine.sleep(60 * MINUTE, true);
    await machine.run(() => false);
    await expect(answer).resolves.toEqual({ kind: 'timeout' });
    expect(machine.monotonic()).toBe(61 * MINUTE);
  });

  it('shows life by a late answer', async () => {
    const { session, server, clock, heard } = await open();
    const answer = session.request(call());
    await settled();
    clock.advance(MINUTE);
    await answer;
    const before = heard.activity;
    server.send({ id: server.heard('tools/call')[0]?.id, result: {} });
    await settled();
    expect(heard.activity).toBe(before + 1);
    expect(heard.stray).toEqual([]);
  });
});

describe('a request that its client takes back', () => {
  it('is cancelled at the server', async () => {
    const { session, server, clock } = await open();
    const aborted = new AbortController();
    const answer = session.request(call({ signal: aborted.signal }));
    await settled();
    aborted.abort();
    await expect(answer).resolves.toEqual({ kind: 'cancelled' });
    await settled();
    expect(server.heard('notifications/cancelled')).toHaveLength(1);
    expect(session.calls.inFlight).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not sent when it was taken back before', async () => {
    const { session, server } = await open();
    await expect(session.request(call({ signal: AbortSignal.abort() }))).resolves.toEqual({
      kind: 'cancelled',
    });
    await settled();
    expect(server.heard('tools/call')).toEqual([]);
  });

  it('is not cancelled when it was answered before', async () => {
    const { session, server } = await open();
    server.answers('tools/call', { result: {} });
    const aborted = new AbortController();
    await session.request(call({ signal: aborted.signal }));
    aborted.abort();
    await settled();
    expect(server.heard('notifications/cancelled')).toEqual([]);
  });
});

describe('what is in flight', () => {
  it('counts none that no client waits for', async () => {
    const { session, server, clock } = await open();
    const own = session.request(call({ method: 'tools/list', isUse: false }));
    await settled();
    expect(session.calls).toMatchObject({ inFlight: 0, oldestSinceMs: null });
    clock.advance(1_000);
    void session.request(call());
    await settled();
    expect(session.calls).toMatchObject({ inFlight: 1, oldestSinceMs: 1_000 });
    server.send({ id: server.heard('tools/list')[0]?.id, result: { tools: [] } });
    expect((await own).kind).toBe('result');
    expect(session.calls).toMatchObject({ inFlight: 1, oldestSinceMs: 1_000 });
    session.close();
  });

  it('counts the calls of clients from the oldest on, and no probes', async () => {
    const { session, server, clock } = await open();
    void session.probe(8_000);
    expect(session.calls).toMatchObject({ inFlight: 0, oldestSinceMs: null });
    clock.advance(1_000);
    void session.request(call());
    clock.advance(1_000);
    void session.request(call());
    expect(session.calls).toMatchObject({ inFlight: 2, oldestSinceMs: 1_000 });
    await settled();
    server.send({ id: server.heard('tools/call')[0]?.id, result: {} });
    await settled();
    expect(session.calls).toMatchObject({ inFlight: 1, oldestSinceMs: 2_000 });
    session.close();
    expect(session.calls.inFlight).toBe(0);
  });
});
