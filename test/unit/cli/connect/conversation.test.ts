import { beforeEach, describe, expect, test } from 'vitest';
import { Conversation, type Passing } from '../../../../main/cli/connect/conversation.ts';
import { type Message, readMessages, toLine } from '../../../../main/cli/connect/messages.ts';

let conversation: Conversation;
beforeEach(() => {
  conversation = new Conversation();
});

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

function passed(passing: Passing, line: Buffer): Message[] {
  return (passing === 'as-it-is' ? [line] : passing).flatMap(readMessages);
}
function clientSays(message: Message): Message[] {
  const line = toLine(message);
  return passed(conversation.clientSays(line), line);
}
function engineSays(message: Message): Message[] {
  const line = toLine(message);
  return passed(conversation.engineSays(line), line);
}
function breakOff(): { tell: Message[]; again: Message[] } {
  const { tell, again } = conversation.breakOff();
  return { tell: tell.flatMap(readMessages), again: again.flatMap(readMessages) };
}
/** Also lines that are batches. */
const batch = (...messages: Message[]): Buffer => Buffer.from(`${JSON.stringify(messages)}\n`);

describe('a request of the client that is under way when the connection breaks', () => {
  test.each([
    'tools/list',
    'resources/read',
    'ping',
    'server/discover',
    'prompts/get',
    'completion/complete',
  ])('%s is asked again', (method) => {
    clientSays({ id: 1, method });
    const { tell, again } = breakOff();
    expect(tell).toEqual([]);
    expect(again).toMatchObject([{ id: 1, method }]);
  });

  test.each(['tools/call', 'tasks/cancel', 'x/unknown'])(
    '%s is not: it may have been carried out',
    (method) => {
      clientSays({ id: 'a', method });
      const { tell, again } = breakOff();
      expect(again).toEqual([]);
      expect(tell).toMatchObject([
        { id: 'a', error: { code: -31_020, data: { reason: 'engine-restarted' } } },
      ]);
    },
  );

  test('is forgotten once it was answered or taken back', () => {
    clientSays({ id: 1, method: 'tools/call' });
    clientSays({ id: 2, method: 'tools/call' });
    expect(conversation.unanswered).toBe(2);
    engineSays({ id: 1, result: {} });
    clientSays({ method: 'notifications/cancelled', params: { requestId: 2 } });
    expect(conversation.unanswered).toBe(0);
    expect(breakOff()).toEqual({ tell: [], again: [] });
  });

  test('is told one by one where it came in a batch', () => {
    conversation.clientSays(batch({ id: 1, method: 'tools/list' }, { id: 2, method: 'tools/call' }));
    expect(breakOff().tell.map(({ id }) => id)).toEqual([1, 2]);
    conversation.clientSays(batch({ id: 3, method: 'ping' }, { id: 4, method: 'ping' }));
    conversation.engineSays(batch({ id: 3, result: {} }, { id: 4, result: {} }));
    expect(conversation.unanswered).toBe(0);
  });

  test('keeps waiting when a closing engine gives it up, if it can be asked again', () => {
    const closing = {
      code: -31_011,
      message: 'closing',
      data: { source: 'signalbox', reason: 'engine-closing' },
    };
    clientSays({ id: 1, method: 'tools/list' });
    clientSays({ id: 2, method: 'tools/call' });
    expect(engineSays({ id: 1, error: closing })).toEqual([]);
    expect(engineSays({ id: 2, error: closing })).toHaveLength(1);
    expect(breakOff()).toMatchObject({ tell: [], again: [{ id: 1 }] });
  });
});

describe('a request of a server', () => {
  test('comes with an id that no other engine has used, and its answer with the server’s', () => {
    const [first] = engineSays({ id: 1, method: 'roots/list' });
    breakOff();
    const [second] = engineSays({ id: 1, method: 'roots/list' });
    expect(second?.id).not.toBe(first?.id);
    expect(clientSays({ id: first?.id ?? '', result: { roots: ['old'] } })).toEqual([]);
    expect(clientSays({ id: second?.id ?? '', result: { roots: [] } })).toMatchObject([
      { id: 1, result: { roots: [] } },
    ]);
    expect(clientSays({ id: second?.id ?? '', result: {} })).toEqual([]);
  });

  test('that is taken back is taken back by the id that the client knows', () => {
    const [asked] = engineSays({ id: 5, method: 'sampling/createMessage' });
    const cancelled = { method: 'notifications/cancelled', params: { requestId: 5, reason: 'late' } };
    expect(engineSays(cancelled)).toMatchObject([{ params: { requestId: asked?.id, reason: 'late' } }]);
  });

  test('that is open when the connection breaks is taken back', () => {
    const [asked] = engineSays({ id: 5, method: 'elicitation/create' });
    expect(breakOff().tell).toMatchObject([
      { method: 'notifications/cancelled', params: { requestId: asked?.id } },
    ]);
  });
});

describe('another engine', () => {
  const initialize = { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } };

  test('is greeted with the client’s initialize, whose answer stays here, and its lists are news', () => {
    clientSays(initialize);
    engineSays({ id: 0, result: { capabilities: {} } });
    clientSays({ method: 'notifications/initialized' });
    breakOff();
    const greeting = readMessages(conversation.greet() ?? Buffer.alloc(0))[0];
    expect(greeting).toMatchObject({ method: 'initialize', params: initialize.params });
    expect(conversation.greeting.kind).toBe('asked');
    const capabilities = { prompts: { listChanged: true }, tools: {} };
    expect(engineSays({ id: greeting?.id ?? '', result: { capabilities } })).toEqual([]);
    expect(conversation.greeting.kind).toBe('done');
    const { engine, client } = conversation.resume();
    expect(engine.flatMap(readMessages)).toMatchObject([{ method: 'notifications/initialized' }]);
    expect(client.flatMap(readMessages)).toMatchObject([{ method: 'notifications/prompts/list_changed' }]);
  });

  test('that refuses the greeting says why', () => {
    clientSays(initialize);
    engineSays({ id: 0, result: {} });
    breakOff();
    const id = readMessages(conversation.greet() ?? Buffer.alloc(0))[0]?.id ?? '';
    engineSays({ id, error: { code: -31_001, message: 'memory is stopped by you' } });
    expect(conversation.greeting).toEqual({ kind: 'refused', message: 'memory is stopped by you' });
  });

  test('is not greeted for a client that was not answered, nor for one of the modern era', () => {
    clientSays(initialize);
    expect(breakOff().again).toMatchObject([initialize]);
    expect(conversation.greet()).toBeNull();
  });

  test('acknowledges a subscription that the client has had acknowledged: it hears of changes instead', () => {
    const notifications = { toolsListChanged: true, resourceSubscriptions: ['a:b'] };
    const acknowledged = {
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: { [SUBSCRIPTION_ID]: 9 }, notifications },
    };
    clientSays({ id: 9, method: 'subscriptions/listen', params: { notifications } });
    expect(conversation.unanswered).toBe(0);
    expect(engineSays(acknowledged)).toHaveLength(1);
    expect(engineSays({ id: 9, result: { resultType: 'complete' } })).toEqual([]);
    expect(breakOff().again).toHaveLength(1);
    clientSays({ id: 9, method: 'subscriptions/listen', params: { notifications } });
    expect(engineSays(acknowledged)).toEqual([
      {
        jsonrpc: '2.0',
        method: 'notifications/tools/list_changed',
        params: { _meta: { [SUBSCRIPTION_ID]: 9 } },
      },
    ]);
  });
});

test('what is no JSON goes to the engine, which knows the answer, and never to the client', () => {
  const line = Buffer.from('{"jsonrpc"\n');
  expect(conversation.clientSays(line)).toBe('as-it-is');
  expect(conversation.engineSays(line)).toEqual([]);
});
