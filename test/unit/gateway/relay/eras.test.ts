import { describe, expect, it } from 'vitest';
import type { ServerReply } from '#engine/mcp/mcp.ts';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from './open-relay.ts';

const CAPABILITIES = { tools: {}, resources: { subscribe: true }, logging: {} };
const QUESTION = { message: 'Your name?', requestedSchema: { type: 'object', properties: {} } };
const never = () => new AbortController().signal;

function legacy(name = 'old'): FakeUpstream {
  return new FakeUpstream(name, 'legacy', CAPABILITIES);
}

function modernServer(name = 'new'): FakeUpstream {
  return new FakeUpstream(name, 'modern', CAPABILITIES);
}

describe('a legacy client of a modern server', () => {
  it('is asked what the server needs to know, and gets the result of the request that is sent again', async () => {
    const server = modernServer();
    server.answers('tools/call', ({ params }) =>
      'inputResponses' in params
        ? { resultType: 'complete', content: [{ type: 'text', text: JSON.stringify(params.inputResponses) }] }
        : {
            resultType: 'input_required',
            inputRequests: { who: { method: 'elicitation/create', params: QUESTION } },
            requestState: 'state-1',
          },
    );
    const { attach } = openRelay(server);
    const client = await attach(at('new'), { elicitation: {} });
    const got = client.begin('tools/call', { name: 'greet', arguments: { a: 1 } });
    await settled();
    const [asked] = got.before;
    expect(asked).toMatchObject({ method: 'elicitation/create', params: QUESTION });
    client.session.respond({
      jsonrpc: '2.0',
      id: String(asked?.['id']),
      result: { action: 'accept', content: { name: 'Ada' } },
    });
    await got.over();
    expect(got.result).toEqual({
      content: [{ type: 'text', text: '{"who":{"action":"accept","content":{"name":"Ada"}}}' }],
    });
    expect(server.asked.at(-1)?.params).toMatchObject({
      name: 'greet',
      arguments: { a: 1 },
      requestState: 'state-1',
    });
  });

  it('is spoken for: each request says who asks and what it can', async () => {
    const server = modernServer();
    server.answers('tools/call', () => ({
      resultType: 'complete',
      content: [],
      ttlMs: 5,
      cacheScope: 'public',
    }));
    const { attach } = openRelay(server);
    const client = await attach(at('new'), { sampling: {} }, 'Ada’s editor');
    const got = await client.ask('tools/call', { name: 'x' });
    expect(got.result).toEqual({ content: [] });
    expect(server.asked[0]?.params).toMatchObject({
      _meta: {
        'io.modelcontextprotocol/clientInfo': { name: 'Ada’s editor', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': { sampling: {} },
      },
    });
  });

  it('that can’t be asked gets an error instead of a request that it does not know', async () => {
    const server = modernServer();
    server.answers('tools/call', () => ({
      resultType: 'input_required',
      inputRequests: { who: { method: 'elicitation/create', params: QUESTION } },
    }));
    const { attach } = openRelay(server);
    const client = await attach(at('new'), {}, 'plain');
    const got = await client.ask('tools/call', { name: 'x' });
    expect(got.before).toEqual([]);
    expect(got.error.message).toContain('plain can’t answer elicitation/create'.replace('’', "'"));
  });

  it('subscribes by the one list that the server is asked to listen for', async () => {
    const server = modernServer();
    const { attach, hub } = openRelay(server);
    const one = await attach(at('new'));
    const other = await attach(at('new'));
    await one.ask('resources/subscribe', { uri: 'file:///a' });
    await other.ask('resources/subscribe', { uri: 'file:///b' });
    expect(server.listens.at(-1)?.resourceSubscriptions).toEqual(['file:///a', 'file:///b']);
    hub.onNotification(null, 'notifications/resources/updated', { uri: 'file:///b' });
    expect(one.heard).toEqual([]);
    expect(other.heard).toEqual([
      { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: 'file:///b' } },
    ]);
    other.session.close();
    expect(server.listens.at(-1)?.resourceSubscriptions).toEqual(['file:///a']);
  });
});

describe('a modern client of a legacy server', () => {
  it('is sent away with the server’s question, and its retry goes on with the same call', async () => {
    const server = legacy();
    const { hub, modern } = openRelay(server);
    const reply = Promise.withResolvers<ServerReply>();
    server.answers('tools/call', async () => {
      reply.resolve(
        await hub.onRequest(null, {
          method: 'elicitation/create',
          params: QUESTION,
          signal: never(),
          call: null,
        }),
      );
      return { content: [{ type: 'text', text: JSON.stringify(await reply.promise) }] };
    });
    const first = modern(at('old'), 'tools/call', { name: 'greet' }, { elicitation: {} });
    await first.got.over();
    const { inputRequests, requestState, resultType } = first.got.result;
    expect(resultType).toBe('input_required');
    expect(inputRequests).toEqual({ 'input-1': { method: 'elicitation/create', params: QUESTION } });
    // It hangs up, as clients do with a request that is answered: no cancellation.
    first.call.cancel();
    const inputResponses = { 'input-1': { action: 'accept', content: { name: 'Ada' } } };
    const second = modern(
      at('old'),
      'tools/call',
      { name: 'greet', inputResponses, requestState },
      { elicitation: {} },
    );
    await second.got.over();
    expect(second.got.result).toMatchObject({
      resultType: 'complete',
      content: [{ text: '{"result":{"action":"accept","content":{"name":"Ada"}}}' }],
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'old', version: '1.0.0' } },
    });
    expect(server.asked.filter(({ method }) => method === 'tools/call')).toHaveLength(1);
  });

  it('has its call cancelled when it never comes back', async () => {
    const server = legacy();
    const { hub, modern, clock } = openRelay(server);
    const replies: ServerReply[] = [];
    server.answers('tools/call', async () => {
      replies.push(
        await hub.onRequest(null, {
          method: 'elicitation/create',
          params: QUESTION,
          signal: never(),
          call: null,
        }),
      );
      return { content: [] };
    });
    const { got } = modern(at('old'), 'tools/call', { name: 'greet' }, { elicitation: {} });
    await got.over();
    clock.advance(11 * 60_000);
    await settled();
    expect(replies).toEqual([
      { error: expect.objectContaining({ message: expect.stringContaining('over') }) },
    ]);
    expect(hub.shared.calls.size).toBe(0);
  });

  it('is told nothing of its own era that the server would not know', async () => {
    const server = legacy();
    server.answers('tools/call', () => ({ content: [] }));
    const { modern } = openRelay(server);
    const { got } = modern(at('old'), 'tools/call', {
      name: 'x',
      _meta: { traceparent: `00-${'a'.repeat(32)}-b-01` },
    });
    await got.over();
    expect(server.asked[0]?.params).toEqual({
      name: 'x',
      _meta: { traceparent: `00-${'a'.repeat(32)}-b-01` },
    });
  });

  it('hears of changes that it listens for, and of no others', async () => {
    const server = legacy();
    server.answers('resources/subscribe', () => ({}));
    const { hub, modern } = openRelay(server);
    const { got, call } = modern(at('old'), 'subscriptions/listen', {
      notifications: { toolsListChanged: true, resourceSubscriptions: ['file:///a'] },
    });
    await settled();
    hub.onNotification(null, 'notifications/tools/list_changed', {});
    hub.onNotification(null, 'notifications/resources/list_changed', {});
    hub.onNotification(null, 'notifications/resources/updated', { uri: 'file:///a' });
    hub.onNotification(null, 'notifications/resources/updated', { uri: 'file:///b' });
    expect(got.before.map(({ method }) => method)).toEqual([
      'notifications/subscriptions/acknowledged',
      'notifications/tools/list_changed',
      'notifications/resources/updated',
    ]);
    const ids = got.before.map(({ params }) => JSON.stringify(params).includes('subscriptionId'));
    expect(ids).toEqual([true, true, true]);
    call.cancel();
    await settled();
    hub.onNotification(null, 'notifications/tools/list_changed', {});
    expect(got.before).toHaveLength(3);
  });

  it.each(['initialize', 'ping', 'logging/setLevel', 'resources/subscribe'])(
    'may not say %s',
    async (method) => {
      const { modern } = openRelay(legacy());
      const { got } = modern(at('old'), method);
      await got.over();
      expect(got.error.code).toBe(-32601);
    },
  );
});
