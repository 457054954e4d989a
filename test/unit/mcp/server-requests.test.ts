import { describe, expect, it } from 'vitest';
import type { ServerReply, ServerRequest } from '#engine/mcp/mcp.ts';
import { FakeServer, settled } from '../../fakes/fake-server.ts';
import { openFakeSession, openSessionOf } from './open-fake-session.ts';

/** A client that answers when the test says so. */
function client() {
  const asked: { readonly request: ServerRequest; readonly reply: (reply: ServerReply) => void }[] = [];
  const answer = (request: ServerRequest): Promise<ServerReply> => {
    const { promise, resolve } = Promise.withResolvers<ServerReply>();
    asked.push({ request, reply: resolve });
    return promise;
  };
  return { asked, answer };
}

const sampling = { method: 'sampling/createMessage', params: { maxTokens: 5 } };

describe('a request of a legacy server', () => {
  it.each(['abc', 7])('is answered with its own id, %j', async (id) => {
    const { asked, answer } = client();
    const { server } = await openSessionOf('legacy', answer);
    server.send({ id, ...sampling });
    await settled();
    expect(asked[0]?.request).toMatchObject({ ...sampling, call: null });
    expect(asked[0]?.request.signal.aborted).toBe(false);
    asked[0]?.reply({ result: { role: 'assistant' } });
    await settled();
    expect(server.received.at(-1)).toEqual({ jsonrpc: '2.0', id, result: { role: 'assistant' } });
  });

  it('tells ids apart that differ in their type alone', async () => {
    const { asked, answer } = client();
    const { server } = await openSessionOf('legacy', answer);
    server.send({ id: 1, ...sampling });
    server.send({ id: '1', ...sampling });
    await settled();
    asked[1]?.reply({ result: { of: 'text' } });
    asked[0]?.reply({ result: { of: 'number' } });
    await settled();
    expect(server.received.slice(-2)).toEqual([
      { jsonrpc: '2.0', id: '1', result: { of: 'text' } },
      { jsonrpc: '2.0', id: 1, result: { of: 'number' } },
    ]);
  });

  it('gets an error as its client gave it, and -32603 where there is none', async () => {
    const refusal = { code: -1, message: 'The person said no', data: { a: 1 } };
    const { server } = await openSessionOf('legacy', async ({ params }) => {
      if (params['maxTokens'] === 5) return { error: refusal };
      throw new Error('broken');
    });
    server.send({ id: 1, ...sampling });
    server.send({ id: 2, method: sampling.method });
    await settled();
    expect(server.received.slice(-2)).toEqual([
      { jsonrpc: '2.0', id: 1, error: refusal },
      { jsonrpc: '2.0', id: 2, error: { code: -32603, message: 'broken' } },
    ]);
  });

  it('gets no answer any more once the server took it back, and its client is told', async () => {
    const { asked, answer } = client();
    const { server, heard } = await openSessionOf('legacy', answer);
    server.send({ id: 'a', ...sampling });
    server.send({ id: 'b', ...sampling });
    server.send({ method: 'notifications/cancelled', params: { requestId: 'a' } });
    await settled();
    expect(asked.map(({ request }) => request.signal.aborted)).toEqual([true, false]);
    const before = server.received.length;
    asked[0]?.reply({ result: {} });
    await settled();
    expect(server.received).toHaveLength(before);
    expect(heard.notifications).toEqual([]);
  });

  it.each([
    ['the server is gone', 'end'],
    ['the session is closed', 'close'],
  ])('is aborted when %s', async (_what, how) => {
    const { asked, answer } = client();
    const { server, session } = await openSessionOf('legacy', answer);
    server.send({ id: 1, ...sampling });
    await settled();
    if (how === 'end') server.stdout.end();
    else session.close();
    await settled();
    expect(asked[0]?.request.signal.aborted).toBe(true);
    const before = server.received.length;
    asked[0]?.reply({ result: {} });
    await settled();
    expect(server.received).toHaveLength(before);
  });

  it('is refused before the handshake is done, but for ping', async () => {
    const { asked, answer } = client();
    const { server } = openFakeSession(new FakeServer(), answer);
    server.send({ id: 1, ...sampling });
    server.send({ id: 2, method: 'ping' });
    await settled();
    expect(asked).toEqual([]);
    expect(server.received).toMatchObject([
      { id: 1, error: { code: -32601 } },
      { id: 2, result: {} },
    ]);
  });
});

it('a modern server gets no answers to requests that it may not send', async () => {
  const { asked, answer } = client();
  const { server } = await openSessionOf('modern', answer);
  const before = server.received.length;
  server.send({ id: 1, ...sampling });
  server.send({ id: 2, method: 'ping' });
  await settled();
  expect(asked).toEqual([]);
  expect(server.received).toHaveLength(before);
});
