import { describe, expect, it } from 'vitest';
import { settled } from '../../fakes/fake-server.ts';
import {
  BUDGETS,
  discoverResult,
  initializeResult,
  NOT_FOUND,
  openFakeSession,
} from './open-fake-session.ts';

const ALL = { tools: {}, resources: {}, prompts: {} };

async function openLegacy(capabilities: object = ALL) {
  const opened = openFakeSession();
  opened.server
    .answers('server/discover', NOT_FOUND)
    .answers('initialize', initializeResult('2025-11-25', capabilities));
  await opened.session.negotiate(BUDGETS);
  await settled();
  return opened;
}

async function openModern() {
  const opened = openFakeSession();
  opened.server.answers('server/discover', discoverResult(['2026-07-28']));
  await opened.session.negotiate(BUDGETS);
  return opened;
}

describe('a liveness probe', () => {
  it('is a ping for a legacy server, and gives the round trip', async () => {
    const { session, server, clock } = await openLegacy();
    const probe = session.probe(8_000);
    clock.advance(12);
    await settled();
    server.send({ id: server.heard('ping')[0]?.id, result: {} });
    await expect(probe).resolves.toEqual({ ok: true, ms: 12 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is server/discover for a modern server', async () => {
    const { session, server } = await openModern();
    await expect(session.probe(8_000)).resolves.toMatchObject({ ok: true });
    expect(server.methods()).toEqual(['server/discover', 'server/discover']);
    expect(server.received[1]?.params).toEqual(server.received[0]?.params);
  });

  it('takes an error answer as life', async () => {
    const { session, server } = await openLegacy();
    server.answers('ping', NOT_FOUND);
    await expect(session.probe(8_000)).resolves.toMatchObject({ ok: true });
  });

  it('says so when no answer came in time; the late answer still counts as activity', async () => {
    const { session, server, clock, heard } = await openLegacy();
    const probe = session.probe(8_000);
    await settled();
    clock.advance(8_000);
    await expect(probe).resolves.toEqual({
      ok: false,
      why: 'timeout',
      message: 'No answer to ping within 8 s.',
    });
    const before = heard.activity;
    server.send({ id: server.heard('ping')[0]?.id, result: {} });
    await settled();
    expect(heard.activity).toBe(before + 1);
    expect(heard.stray).toEqual([]);
  });

  it('says so when the server is gone', async () => {
    const { session, server } = await openLegacy();
    const probe = session.probe(8_000);
    server.stdout.end();
    await expect(probe).resolves.toMatchObject({ ok: false, why: 'closed' });
    await expect(session.probe(8_000)).resolves.toMatchObject({ ok: false, why: 'closed' });
  });

  it('says so when the handshake is not done', async () => {
    await expect(openFakeSession().session.probe(8_000)).resolves.toMatchObject({ ok: false, why: 'error' });
  });

  it('is answered by the other side of a broken stdin: closed, and no crash', async () => {
    const { session, server } = await openLegacy();
    server.stdin.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await settled();
    await expect(session.probe(8_000)).resolves.toMatchObject({ ok: false, why: 'closed' });
  });

  it('never piles up more than a bounded backlog at a server that does not read', async () => {
    const { session, server, clock } = await openLegacy();
    server.stdin.pause();
    server.stdin.removeAllListeners('data');
    for (let turn = 0; turn < 10_000; turn += 1) {
      const probe = session.probe(8_000);
      clock.advance(8_000);
      await expect(probe).resolves.toMatchObject({ why: 'timeout' });
    }
    expect(server.stdin.writableLength).toBeLessThan(257 * 1024);
  });

  it('never piles up more than that in one turn either, of which all is written at its end', async () => {
    const { session, server } = await openLegacy();
    server.stdin.pause();
    server.stdin.removeAllListeners('data');
    for (let turn = 0; turn < 10_000; turn += 1) void session.probe(8_000);
    await settled();
    expect(server.stdin.writableLength).toBeLessThan(257 * 1024);
    expect(server.stdin.readableLength).toBeLessThan(257 * 1024);
  });
});

describe('the catalogue', () => {
  const pages =
    (name: string, sizes: readonly number[]) => (request: { params?: Record<string, unknown> }) => {
      const page = Number(request.params?.['cursor'] ?? 0);
      const last = page === sizes.length - 1;
      return {
        result: { [name]: Array(sizes[page]).fill({}), ...(last ? {} : { nextCursor: String(page + 1) }) },
      };
    };

  it('counts all pages of all three lists', async () => {
    const { session, server, clock } = await openLegacy();
    server.answers('tools/list', pages('tools', [5, 5, 2]));
    server.answers('resources/list', pages('resources', [0]));
    server.answers('prompts/list', pages('prompts', [1, 1]));
    await expect(session.catalogue(5_000)).resolves.toEqual({ tools: 12, resources: 0, prompts: 2 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not ask for what the server does not offer', async () => {
    const { session, server } = await openLegacy({ tools: {} });
    server.answers('tools/list', pages('tools', [3]));
    await expect(session.catalogue(5_000)).resolves.toEqual({ tools: 3, resources: null, prompts: null });
    expect(server.heard('resources/list')).toEqual([]);
  });

  it('says who asks on every page of a modern server', async () => {
    const { session, server } = await openModern();
    server.answers('tools/list', pages('tools', [1, 1]));
    await expect(session.catalogue(5_000)).resolves.toMatchObject({ tools: 2 });
    expect(server.heard('tools/list')[1]?.params).toMatchObject({
      cursor: '1',
      _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' },
    });
  });

  it('stops at a cursor that comes again', async () => {
    const { session, server } = await openLegacy({ tools: {} });
    server.answers('tools/list', { result: { tools: [{}], nextCursor: 'same' } });
    await expect(session.catalogue(5_000)).resolves.toMatchObject({ tools: 2 });
  });

  it('stops after a hundred pages', async () => {
    const { session, server } = await openLegacy({ tools: {} });
    let page = 0;
    server.answers('tools/list', () => ({ result: { tools: [{}], nextCursor: String(page++) } }));
    await expect(session.catalogue(5_000)).resolves.toMatchObject({ tools: 100 });
  });

  it('gives null for a list that fails, is no list or does not come in time', async () => {
    const { session, server, clock } = await openLegacy();
    server.answers('tools/list', NOT_FOUND).answers('prompts/list', { result: { prompts: 'many' } });
    const catalogue = session.catalogue(5_000);
    await settled();
    clock.advance(5_000);
    await expect(catalogue).resolves.toEqual({ tools: null, resources: null, prompts: null });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('what a server says on its own', () => {
  it('is answered in the legacy era: {} to ping, "method not found" to the rest', async () => {
    const { server } = await openLegacy();
    server.send({ id: 'p', method: 'ping' });
    server.send({ id: 7, method: 'roots/list' });
    server.send({ id: 8, method: 'sampling/createMessage', params: {} });
    await settled();
    expect(server.received.slice(-3)).toEqual([
      { jsonrpc: '2.0', id: 'p', result: {} },
      { jsonrpc: '2.0', id: 7, error: { code: -32601, message: 'Method not found' } },
      { jsonrpc: '2.0', id: 8, error: { code: -32601, message: 'Method not found' } },
    ]);
  });

  it('is not answered in the modern era', async () => {
    const { server } = await openModern();
    const before = server.received.length;
    server.send({ id: 'p', method: 'ping' });
    await settled();
    expect(server.received).toHaveLength(before);
  });

  it('counts as activity, and a changed list is told', async () => {
    const { server, heard } = await openLegacy();
    const before = heard.activity;
    server.send({ method: 'notifications/message', params: { level: 'info', data: 'x' } });
    server.send({ method: 'notifications/progress', params: { progressToken: 1, progress: 1 } });
    for (const list of ['tools', 'resources', 'prompts'])
      server.send({ method: `notifications/${list}/list_changed` });
    server.send({ id: 999, result: {} });
    await settled();
    expect(heard.activity).toBe(before + 6);
    expect(heard.listChanged).toBe(3);
  });

  it('is stray when it is no message, and stops nothing', async () => {
    const { session, server, heard } = await openLegacy();
    server.answers('ping', { result: {} });
    server.write('Hello from the server!\r\n\r\n{"level":"info"}\nhalf a ');
    server.write('line\n');
    await expect(session.probe(8_000)).resolves.toMatchObject({ ok: true });
    expect(heard.stray).toEqual(['Hello from the server!', '{"level":"info"}', 'half a line']);
  });

  it('is dropped and told when it is longer than 16 MiB, and the next message is heard', async () => {
    const { session, server, heard } = await openLegacy();
    server.answers('ping', { result: {} });
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let turn = 0; turn < 17; turn += 1) server.write(chunk);
    server.write('\n');
    await expect(session.probe(8_000)).resolves.toMatchObject({ ok: true });
    expect(heard.oversized).toEqual([17 * 1024 * 1024]);
  });
});

describe('closing a session', () => {
  it('ends what is pending, leaves no timer and no reader, and may be done twice', async () => {
    const { session, server, clock } = await openLegacy();
    const probe = session.probe(8_000);
    const catalogue = session.catalogue(8_000);
    session.close();
    session.close();
    await expect(probe).resolves.toMatchObject({ ok: false, why: 'closed' });
    await expect(catalogue).resolves.toEqual({ tools: null, resources: null, prompts: null });
    expect(clock.pendingTimers).toBe(0);
    expect(server.stdout.listenerCount('data')).toBe(0);
    expect(server.stdout.listenerCount('end')).toBe(0);
    expect(server.stdin.writableEnded).toBe(false);
  });

  it('tells nothing afterwards, and lets a server that is being stopped write on', async () => {
    const { session, server, heard } = await openLegacy();
    const before = { ...heard };
    session.close();
    for (let turn = 0; turn < 100; turn += 1) server.write(Buffer.alloc(64 * 1024, 'x\n'));
    await settled();
    expect(server.stdout.readableLength + server.stdout.writableLength).toBe(0);
    server.stdin.destroy(new Error('write EPIPE'));
    server.stdout.destroy(new Error('read ECONNRESET'));
    await settled();
    expect(heard).toEqual(before);
  });

  it('stops in the middle of a chunk when what it tells makes its owner close it', async () => {
    const { session, server, heard } = await openLegacy();
    heard.onStray = () => session.close();
    server.write('junk\nmore junk\n');
    await settled();
    expect(heard.stray).toEqual(['junk']);
  });
});
