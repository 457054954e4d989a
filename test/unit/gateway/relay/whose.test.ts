import { describe, expect, it } from 'vitest';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from './open-relay.ts';

const ELICIT = { method: 'elicitation/create', params: { message: '?' } };
const never = () => new AbortController().signal;

function server(
  capabilities: Record<string, unknown> = { tools: {}, logging: {}, tasks: { list: {} } },
): FakeUpstream {
  const upstream = new FakeUpstream('notes', 'legacy', capabilities);
  upstream.answers('tools/call', () => ({ content: [] }));
  return upstream;
}

describe('what a server says on its own', () => {
  it('is asked of the one client that is attached', async () => {
    const { attach, hub } = openRelay(server());
    const client = await attach(at('notes'), { elicitation: {} });
    const reply = hub.onRequest(null, { ...ELICIT, signal: never(), call: null });
    await settled();
    const [asked] = client.heard;
    expect(asked).toMatchObject({ method: 'elicitation/create' });
    client.session.respond({ jsonrpc: '2.0', id: String(asked?.['id']), result: { action: 'decline' } });
    await expect(reply).resolves.toEqual({ result: { action: 'decline' } });
  });

  it('is asked of nobody while two are attached, and each new client gets a process of its own from then on', async () => {
    const notes = server();
    const { attach, hub, register } = openRelay(notes);
    const one = await attach(at('notes'), { elicitation: {} });
    const other = await attach(at('notes'), { elicitation: {} });
    const refused = await hub.onRequest(null, { ...ELICIT, signal: never(), call: null });
    expect(refused).toMatchObject({ error: { data: { reason: 'no-single-client' } } });
    expect([...one.heard, ...other.heard]).toEqual([]);
    expect(hub.share).toEqual({
      mode: 'per-client',
      reason: expect.stringContaining('seen to ask its client'),
    });
    expect(register.map(({ kind }) => kind)).toEqual(['share-changed']);

    other.session.close();
    const own = await attach(at('notes'), { elicitation: {} }, 'third');
    const [lane] = notes.lanes;
    expect(lane?.identity).toMatchObject({ info: { name: 'third' }, capabilities: { elicitation: {} } });
    void hub.onRequest(lane ?? null, { ...ELICIT, signal: never(), call: null });
    await settled();
    expect(own.heard).toHaveLength(1);
    expect(one.heard).toEqual([]);
    own.session.close();
    expect(lane?.closed).toBe(true);
  });

  it('keeps one process for all where its owner says so, and hints at what would suit it', async () => {
    const notes = server();
    notes.config = { ...notes.config, share: 'one' };
    const { attach, hub } = openRelay(notes);
    await attach(at('notes'), {}, 'plain');
    const refused = await hub.onRequest(null, { ...ELICIT, signal: never(), call: null });
    expect(refused).toMatchObject({ error: { message: expect.stringContaining("plain can't answer") } });
    expect(hub.share).toEqual({ mode: 'one', reason: expect.stringContaining('"per-client" would suit it') });
  });

  it('is not asked of a client that went away, and of another only while the server works for that', async () => {
    const notes = server();
    notes.answers('tools/call', () => new Promise(() => {}));
    const { attach, hub } = openRelay(notes);
    const gone = await attach(at('notes'), { elicitation: {} });
    gone.session.attend(false);
    const here = await attach(at('notes'), { elicitation: {} });
    const early = await hub.onRequest(null, { ...ELICIT, signal: never(), call: null });
    expect(early).toMatchObject({ error: { data: { reason: 'no-single-client' } } });
    const call = here.begin('tools/call', { name: 'a' });
    void hub.onRequest(null, { ...ELICIT, signal: never(), call: null });
    await settled();
    expect([gone.heard.length, call.before.length]).toEqual([0, 1]);
  });

  it('takes its question back at the client when it does not wait any more', async () => {
    const { attach, hub } = openRelay(server());
    const client = await attach(at('notes'), { elicitation: {} });
    const abort = new AbortController();
    const reply = hub.onRequest(null, { ...ELICIT, signal: abort.signal, call: null });
    await settled();
    abort.abort();
    await expect(reply).resolves.toHaveProperty('error');
    expect(client.heard.at(-1)).toMatchObject({
      method: 'notifications/cancelled',
      params: { requestId: client.heard[0]?.['id'] },
    });
  });

  it('stays with its client until the last call is over that it may belong to', async () => {
    const notes = server();
    notes.answers('tools/call', () => new Promise(() => {}));
    const { attach, hub } = openRelay(notes);
    const client = await attach(at('notes'), { elicitation: {} });
    const calls = ['a', 'b'].map((name) => client.begin('tools/call', { name }, name));
    let reply: object | null = null;
    void hub.onRequest(null, { ...ELICIT, signal: never(), call: null }).then((answer) => {
      reply = answer;
    });
    await settled();
    const cancel = (requestId: string) =>
      client.session.notify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } });
    const asked = calls.flatMap(({ before }) => before.map(({ method }) => method));
    expect(asked).toEqual(['elicitation/create']);
    cancel('b');
    await settled();
    expect(reply).toBeNull();
    cancel('a');
    await settled();
    expect(reply).toHaveProperty('error');
  });

  it('goes to another call of a modern client when the one that carried it is answered', async () => {
    const notes = server();
    const held = [Promise.withResolvers<object>(), Promise.withResolvers<object>()];
    notes.answers('tools/call', ({ params }) => {
      const isFirst = 'name' in params && params.name === 'a';
      return held[isFirst ? 0 : 1]?.promise ?? {};
    });
    const { modern, hub } = openRelay(notes);
    const calls = ['a', 'b'].map((name) => modern(at('notes'), 'tools/call', { name }, { elicitation: {} }));
    void hub.onRequest(null, { ...ELICIT, signal: never(), call: null });
    await settled();
    const away = calls.findIndex(({ got }) => got.response !== null);
    held[away]?.resolve({ content: [] });
    await settled();
    const other = calls[1 - away];
    expect(other?.got.result).toMatchObject({ resultType: 'input_required' });
  });

  it('gets an answer when its client leaves', async () => {
    const { attach, hub } = openRelay(server());
    const client = await attach(at('notes'), { elicitation: {} });
    const reply = hub.onRequest(null, { ...ELICIT, signal: never(), call: null });
    await settled();
    client.session.close();
    await expect(reply).resolves.toMatchObject({ error: { message: expect.stringContaining('has gone') } });
  });

  it('logs to the client whose calls alone are in flight, and to none where there are two', async () => {
    const notes = server();
    const held = Promise.withResolvers<object>();
    notes.answers('tools/call', () => held.promise);
    const { attach, hub } = openRelay(notes);
    const one = await attach(at('notes'));
    const other = await attach(at('notes'));
    const log = (data: string) => hub.onNotification(null, 'notifications/message', { level: 'info', data });
    log('nobody’s');
    const first = one.begin('tools/call', { name: 'a' });
    log('the first one’s');
    const second = other.begin('tools/call', { name: 'b' });
    log('somebody’s');
    held.resolve({ content: [] });
    await Promise.all([first.over(), second.over()]);
    expect(first.before.map(({ params }) => params)).toEqual([{ level: 'info', data: 'the first one’s' }]);
    expect([second.before, one.heard, other.heard]).toEqual([[], [], []]);
  });

  it('sends progress with the token of the client that asked for it', async () => {
    const notes = server();
    notes.answers('tools/call', ({ onProgress }) => {
      onProgress?.({ progressToken: 77, progress: 1, total: 2 });
      return { content: [] };
    });
    const { attach } = openRelay(notes);
    const client = await attach(at('notes'));
    const got = await client.ask('tools/call', { name: 'a', _meta: { progressToken: 'mine' } });
    expect(got.before.map(({ params }) => params)).toEqual([
      { progressToken: 'mine', progress: 1, total: 2 },
    ]);
    const silent = await client.ask('tools/call', { name: 'a' });
    expect(silent.before).toEqual([]);
  });

  it('tells of a task only the client whose task it is, and no other may ask for it', async () => {
    const notes = server();
    notes.answers('tools/call', () => ({ task: { taskId: 't-1', status: 'working' } }));
    notes.answers('tasks/get', () => ({ taskId: 't-1', status: 'completed' }));
    const { attach, hub } = openRelay(notes);
    const one = await attach(at('notes'));
    const other = await attach(at('notes'));
    await one.ask('tools/call', { name: 'a', task: {} });
    hub.onNotification(null, 'notifications/tasks/status', { taskId: 't-1', status: 'completed' });
    expect([one.heard.length, other.heard.length]).toEqual([1, 0]);
    expect((await one.ask('tasks/get', { taskId: 't-1' })).result).toMatchObject({ status: 'completed' });
    expect((await other.ask('tasks/get', { taskId: 't-1' })).error.message).toBe('Unknown task: t-1');
    expect((await other.ask('tasks/list')).error.code).toBe(-32601);
  });
});

describe('a client that leaves', () => {
  it('leaves nothing behind: its calls are cancelled, its subscriptions ended', async () => {
    const notes = server({ tools: {}, resources: { subscribe: true } });
    notes.answers('resources/subscribe', () => ({}));
    notes.answers('resources/unsubscribe', () => ({}));
    notes.answers('tools/call', () => new Promise(() => {}));
    const { attach, hub, clients, clock } = openRelay(notes);
    const client = await attach(at('notes'));
    await client.ask('resources/subscribe', { uri: 'file:///a' });
    const call = client.begin('tools/call', { name: 'a' });
    client.session.close();
    await call.over();
    await settled();
    expect(call.dropped).toBe(true);
    expect(notes.asked.find(({ method }) => method === 'tools/call')?.signal?.aborted).toBe(true);
    expect(notes.asked.at(-1)).toMatchObject({
      method: 'resources/unsubscribe',
      params: { uri: 'file:///a' },
    });
    expect([hub.shared.calls.size, [...hub.clients].length, clients.size]).toEqual([0, 0, 0]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('has its own process ended when it stays away, and gets another when it comes back', async () => {
    const notes = server();
    notes.config = { ...notes.config, share: 'per-client' };
    const { attach, clock } = openRelay(notes);
    const client = await attach(at('notes'));
    await client.ask('tools/call', { name: 'a' });
    client.session.attend(false);
    clock.advance(120_000);
    expect(notes.lanes.map(({ closed }) => closed)).toEqual([true]);
    await client.ask('tools/call', { name: 'a' });
    expect(notes.lanes.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('makes room for another where all places are taken by those who are away', async () => {
    const { attach, clients, clock } = openRelay(server());
    const first = await attach(at('notes'), {}, 'first');
    first.session.attend(false);
    for (const name of ['second', 'third']) await attach(at('notes'), {}, name);
    // It may be back in a moment.
    await expect(attach(at('notes'), {}, 'fourth')).rejects.toThrow('as many as gateway.maxClients allows');
    clock.advance(30_000);
    await attach(at('notes'), {}, 'fourth');
    expect([...clients.values()].map(({ name }) => name)).toEqual(['second', 'third', 'fourth']);
    await expect(attach(at('notes'), {}, 'fifth')).rejects.toThrow('as many as gateway.maxClients allows');
  });
});
