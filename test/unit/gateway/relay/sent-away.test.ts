import { describe, expect, it } from 'vitest';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from './open-relay.ts';

const QUESTION = { message: '?', requestedSchema: { type: 'object', properties: {} } };
const CAPABILITIES = { tools: {}, resources: {} };
const ACCEPTED = { 'input-1': { action: 'accept', content: {} } };
const never = () => new AbortController().signal;

function openLegacy() {
  const server = new FakeUpstream('old', 'legacy', CAPABILITIES);
  const relay = openRelay(server);
  const ask = (signal = never(), message = '?') =>
    relay.hub.onRequest(null, {
      method: 'elicitation/create',
      params: { ...QUESTION, message },
      signal,
      call: null,
    });
  const begin = (params: object, method = 'tools/call', capabilities: object = { elicitation: {} }) =>
    relay.modern(at('old'), method, params, capabilities);
  return { ...relay, server, ask, begin };
}

describe('a modern client that was sent away with a legacy server’s question', () => {
  it('gets the answer of a call that went on without it when it comes back', async () => {
    const { server, hub, ask, begin } = openLegacy();
    const done = Promise.withResolvers<object>();
    server.answers('tools/call', () => {
      void ask();
      return done.promise;
    });
    const { got } = begin({ name: 'x' });
    await got.over();
    const { requestState } = got.result;
    done.resolve({ content: [{ type: 'text', text: 'went on without you' }] });
    await settled();
    expect(hub.shared.calls.size).toBe(0);
    const back = await begin({ name: 'x', requestState, inputResponses: ACCEPTED }).got.over();
    expect(back.result['content']).toEqual([{ type: 'text', text: 'went on without you' }]);
    expect(hub.suspended.size).toBe(0);
  });

  it('hears when it comes back that its call was cancelled by somebody who watches', async () => {
    const { server, hub, ask, begin } = openLegacy();
    server.answers('tools/call', () => {
      void ask();
      return new Promise(() => {});
    });
    const { got } = begin({ name: 'x' });
    await got.over();
    for (const call of [...hub.shared.calls]) call.cancel('owner');
    const back = await begin({ name: 'x', requestState: got.result['requestState'] }).got.over();
    expect(back.error.data).toMatchObject({ reason: 'cancelled' });
  });

  it('has ten minutes for the person who is asked, whether its call goes on or not', async () => {
    const { server, clients, clock, ask, begin } = openLegacy();
    const done = Promise.withResolvers<object>();
    server.answers('tools/call', () => {
      void ask();
      return done.promise;
    });
    const { got } = begin({ name: 'x' });
    await got.over();
    clock.advance(4 * 60_000);
    done.resolve({ content: [] });
    await settled();
    clock.advance(5 * 60_000);
    const { requestState } = got.result;
    const back = await begin({ name: 'x', requestState, inputResponses: ACCEPTED }).got.over();
    expect(back.result['content']).toEqual([]);
    clock.advance(11 * 60_000);
    expect(clients.size).toBe(0);
  });

  it('leaves nothing behind when it never comes back, whether its call went on or not', async () => {
    const { server, hub, clock, ask, begin } = openLegacy();
    const done = Promise.withResolvers<object>();
    server.answers('tools/call', ({ params }) => {
      void ask();
      return 'name' in params && params.name === 'ends' ? done.promise : new Promise(() => {});
    });
    await begin({ name: 'ends' }).got.over();
    done.resolve({ content: [] });
    await settled();
    await begin({ name: 'never' }).got.over();
    expect(hub.suspended.size).toBe(2);
    clock.advance(11 * 60_000);
    expect(hub.suspended.size).toBe(0);
    expect(hub.shared.calls.size).toBe(0);
  });

  it('leaves nothing behind when its token is taken away', async () => {
    const { server, hub, clock, clients, core, ask, begin } = openLegacy();
    server.answers('tools/call', () => {
      void ask();
      return Promise.resolve({ content: [] });
    });
    await begin({ name: 'x' }).got.over();
    await settled();
    for (const client of [...clients.values()]) client.end('owner');
    core.close();
    expect([hub.suspended.size, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('does not have a tool run again by a state that is unknown or was used', async () => {
    const { server, ask, begin } = openLegacy();
    server.answers('tools/call', async () => {
      await ask();
      return { content: [] };
    });
    const unknown = await begin({ name: 'pay', requestState: 'long-gone' }).got.over();
    expect(unknown.error.code).toBe(-32602);
    const { got } = begin({ name: 'pay' });
    await got.over();
    const { requestState } = got.result;
    await begin({ name: 'pay', requestState, inputResponses: ACCEPTED }).got.over();
    const again = await begin({ name: 'pay', requestState, inputResponses: ACCEPTED }).got.over();
    expect(again.error.code).toBe(-32602);
    expect(server.asked.filter(({ method }) => method === 'tools/call')).toHaveLength(1);
  });

  it('gets no other call’s result by its state', async () => {
    const { server, ask, begin } = openLegacy();
    server.answers('resources/read', () => ({ contents: [] }));
    server.answers('tools/call', async () => {
      await ask();
      return { content: [{ type: 'text', text: 'of x' }] };
    });
    const { got } = begin({ name: 'x' });
    await got.over();
    const { requestState } = got.result;
    const read = begin({ uri: 'u', requestState, inputResponses: ACCEPTED }, 'resources/read');
    expect((await read.got.over()).error.code).toBe(-32602);
    const other = begin({ name: 'y', requestState, inputResponses: ACCEPTED });
    expect((await other.got.over()).error.code).toBe(-32602);
    const right = await begin({ name: 'x', requestState, inputResponses: ACCEPTED }).got.over();
    expect(JSON.stringify(right.result)).toContain('of x');
  });

  it('may hang up after a second question too', async () => {
    const { server, hub, ask, begin } = openLegacy();
    server.answers('tools/call', async () => {
      await ask();
      await ask();
      return { content: [] };
    });
    const { got } = begin({ name: 'x' });
    await got.over();
    const second = begin({ name: 'x', requestState: got.result['requestState'], inputResponses: ACCEPTED });
    await second.got.over();
    second.call.cancel();
    await settled();
    expect(hub.shared.calls.size).toBe(1);
  });

  it('is not asked what the server took back meanwhile', async () => {
    const { server, ask, begin } = openLegacy();
    const second = new AbortController();
    server.answers('tools/call', () => {
      void ask();
      void ask(second.signal, 'stale');
      return new Promise(() => {});
    });
    const { got } = begin({ name: 'x' });
    await got.over();
    second.abort();
    const back = begin({ name: 'x', requestState: got.result['requestState'], inputResponses: ACCEPTED });
    await settled();
    expect(back.got.response).toBeNull();
  });
});

describe('a modern client with two requests at once', () => {
  it('is held in each to what it said in that one', async () => {
    const { server, ask, begin } = openLegacy();
    server.answers('tools/call', () => new Promise(() => {}));
    server.answers('resources/read', () => ({ contents: [] }));
    const { got } = begin({ name: 'x' });
    await begin({ uri: 'u' }, 'resources/read', {}).got.over();
    void ask();
    await got.over();
    expect(got.result['resultType']).toBe('input_required');
  });

  it('is asked by one of them, whichever it belongs to: the answer is its own, and goes to the question', async () => {
    const { server, ask, begin } = openLegacy();
    server.answers('tools/call', () => new Promise(() => {}));
    const calls = [begin({ name: 'x' }), begin({ name: 'y' })];
    await settled();
    const reply = ask();
    await settled();
    const sentAway = calls.filter(({ got }) => got.response !== null);
    expect(sentAway.map(({ got }) => got.result['resultType'])).toEqual(['input_required']);
    const state = sentAway[0]?.got.result['requestState'];
    const name = sentAway[0] === calls[0] ? 'x' : 'y';
    begin({ name, requestState: state, inputResponses: ACCEPTED });
    await expect(reply).resolves.toEqual({ result: ACCEPTED['input-1'] });
  });
});
