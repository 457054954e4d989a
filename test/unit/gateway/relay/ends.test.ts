import { describe, expect, it } from 'vitest';
import type { ServerReply } from '#engine/mcp/mcp.ts';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { fakeServerConfig } from '../../../fakes/server-config.ts';
import { at, openRelay } from './open-relay.ts';

const CAPABILITIES = { tools: {}, resources: {}, prompts: {} };
const TIMES = { instance: 1, queuedMs: 0, ms: 0, retries: 0 };
const QUESTION = { message: '?', requestedSchema: { type: 'object', properties: {} } };
const unavailable = { kind: 'answered', answer: { kind: 'error', code: 503, message: 'later' }, ...TIMES };

async function openOne(era: 'legacy' | 'modern' = 'legacy') {
  const server = new FakeUpstream('one', era, CAPABILITIES);
  const relay = openRelay(server);
  const client = await relay.attach(at('one'), { elicitation: {} });
  return { ...relay, server, client };
}

describe('a call that is over', () => {
  it('is asked nothing for its client any more, and the server hears that at once', async () => {
    const { server, hub, client, attach } = await openOne();
    server.answers('resources/read', () => new Promise(() => {}));
    const other = await attach(at('one'), { elicitation: {} });
    client.begin('resources/read', { uri: 'u' }, 'mine');
    other.begin('resources/read', { uri: 'u' });
    await settled();
    client.session.notify({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 'mine' },
    });
    const replies: ServerReply[] = [];
    const call = server.asked[0] ?? null;
    const { signal } = new AbortController();
    void hub
      .onRequest(null, { method: 'elicitation/create', params: QUESTION, signal, call })
      .then((reply) => replies.push(reply));
    await settled();
    expect(replies).toMatchObject([{ error: { data: { reason: 'cancelled' } } }]);
  });

  it('is asked nothing after its answer either', async () => {
    const { server, hub, client } = await openOne();
    server.answers('tools/call', () => ({ content: [] }));
    const got = await client.ask('tools/call', { name: 'x' });
    const { signal } = new AbortController();
    const call = server.asked[0] ?? null;
    const asked = { method: 'elicitation/create', params: QUESTION, signal, call };
    expect(await hub.onRequest(null, asked)).toMatchObject({ error: { data: { reason: 'cancelled' } } });
    expect([got.before, client.heard]).toEqual([[], []]);
  });

  it('takes its open question back when its client takes the call back', async () => {
    const { server, hub, client } = await openOne();
    server.answers('tools/call', () => new Promise(() => {}));
    const got = client.begin('tools/call', { name: 'x' }, 'mine');
    await settled();
    const { signal } = new AbortController();
    const reply = hub.onRequest(null, { method: 'elicitation/create', params: QUESTION, signal, call: null });
    await settled();
    expect(got.before).toMatchObject([{ method: 'elicitation/create' }]);
    client.session.notify({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 'mine' },
    });
    expect(await reply).toMatchObject({ error: { data: { reason: 'cancelled' } } });
  });

  it('leaves no timer behind that would have sent it again', async () => {
    const { server, client, clock } = await openOne();
    server.answers('resources/read', () => unavailable);
    client.begin('resources/read', { uri: 'u' });
    await settled();
    const waiting = clock.pendingTimers;
    expect(waiting).toBeGreaterThan(1);
    client.session.close();
    await settled();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is answered once when it is cancelled while it waits to be sent again', async () => {
    const { server, client, hub, faults } = await openOne();
    server.answers('resources/read', () => unavailable);
    const got = client.begin('resources/read', { uri: 'u' });
    await settled();
    for (const call of hub.shared.calls) call.cancel('owner');
    await settled();
    expect([got.ends, got.error.data]).toEqual([1, { source: 'signalbox', reason: 'cancelled' }]);
    expect(faults).toEqual([]);
  });

  it('is over by a fault of ours too: its client gets an error, and its place is free', async () => {
    const { server, client, hub, faults } = await openOne();
    server.answers('tools/call', () => {
      throw new Error('a fault');
    });
    const got = await client.ask('tools/call', { name: 'x' });
    expect(got.error.data).toMatchObject({ source: 'signalbox', reason: 'internal' });
    expect(hub.shared.calls.size).toBe(0);
    expect(faults).toMatchObject([{ message: 'a fault' }]);
  });
});

describe('a question', () => {
  it('that was taken back before it was asked is not asked', async () => {
    const { hub, client } = await openOne();
    const reply = await hub.onRequest(null, {
      method: 'elicitation/create',
      params: QUESTION,
      signal: AbortSignal.abort(),
      call: null,
    });
    expect(reply).toHaveProperty('error');
    expect(client.heard).toEqual([]);
  });

  it('that comes without end gives a legacy client an error, and no half result', async () => {
    const { server, client } = await openOne('modern');
    const endless = { resultType: 'input_required', inputRequests: {}, requestState: 's' };
    server.answers('tools/call', () => endless);
    const got = await client.ask('tools/call', { name: 'x' });
    expect(got.error.message).toContain('has not answered');
  });
});

describe('a client that does not answer a question', () => {
  it('is no reason to ask the server nothing any more', async () => {
    const { server, hub, attach, records } = await openOne('modern');
    server.answers('tools/call', () => ({
      resultType: 'input_required',
      inputRequests: { who: { method: 'elicitation/create', params: QUESTION } },
    }));
    const plain = await attach(at('one'), {});
    for (let count = 0; count < 10; count += 1) await plain.ask('tools/call', { name: 'x' });
    expect(hub.breaker.state).toBe('closed');
    expect(records()[0]?.error).toMatchObject({ class: 'rejected', severity: 'warn' });
  });
});

describe('the record of a request', () => {
  it('counts how often it was carried to another process', async () => {
    const { server, client, records } = await openOne();
    server.answers('tools/call', () => ({
      kind: 'answered',
      answer: { kind: 'result', result: { content: [] } },
      ...TIMES,
      retries: 2,
    }));
    await client.ask('tools/call', { name: 'x' });
    expect(records()[0]?.retries).toBe(2);
  });

  it('counts the tries of one that was lost in the end', async () => {
    const { server, client, records } = await openOne();
    server.answers('tools/call', ({ onSent }) => {
      onSent?.(2);
      return { kind: 'unavailable', message: 'it ended', wasSent: true };
    });
    await client.ask('tools/call', { name: 'x' });
    expect(records()[0]?.retries).toBe(1);
  });

  it('has as its wait that before it was sent first, and all tries have one bound', async () => {
    const { server, client, clock, records } = await openOne();
    server.answers('prompts/get', () => unavailable);
    const got = client.begin('prompts/get', { name: 'p' });
    for (let at = 0; at < 5; at += 1) {
      await settled();
      clock.advance(10_000);
    }
    await got.over();
    expect(records()[0]).toMatchObject({ queue_ms: 0, retries: 2 });
    // Each try may be carried on by supervision as well, but for those that are tries again already.
    const repeatable = server.asked
      .filter(({ method }) => method === 'prompts/get')
      .map((one) => one.repeatable);
    expect(repeatable).toEqual([true, false, false]);
  });

  it('is kept of what was refused before any server was asked', async () => {
    const { server, client, records } = await openOne();
    server.config = {
      ...fakeServerConfig('one'),
      tools: { allow: ['*'], deny: ['w'], rename: {}, rules: [], clients: [] },
    };
    await client.ask('tools/call', { name: 'w' });
    expect(records()).toMatchObject([
      { method: 'tools/call', target: 'w', error: { class: 'rejected', code: -32602 } },
    ]);
  });
});
