import { describe, expect, it } from 'vitest';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from './open-relay.ts';

const TOOLS = [
  { name: 'read', annotations: { readOnlyHint: true }, inputSchema: { type: 'object' } },
  { name: 'write', inputSchema: { type: 'object' } },
];

function server(name = 'files'): FakeUpstream {
  const upstream = new FakeUpstream(name, 'legacy', { tools: {}, resources: {}, prompts: {} });
  upstream.answers('tools/list', () => ({ tools: TOOLS }));
  upstream.answers('resources/list', () => ({ resources: [{ uri: `file:///${name}`, name }] }));
  upstream.answers('resources/templates/list', () => ({ resourceTemplates: [] }));
  upstream.answers('prompts/list', () => ({ prompts: [] }));
  upstream.answers('resources/read', ({ params }) => ({ contents: [{ ...params, text: name }] }));
  upstream.answers('tools/call', ({ params }) => ({
    content: [{ type: 'text', text: JSON.stringify(params) }],
  }));
  return upstream;
}

const asked = (upstream: FakeUpstream, method: string) =>
  upstream.asked.filter((call) => call.method === method).length;

describe('what is known already', () => {
  it('is not asked for twice: lists and reads, until the server says that they changed', async () => {
    const files = server();
    const { attach, hub, records } = openRelay(files);
    const client = await attach(at('files'));
    for (let i = 0; i < 3; i += 1) {
      await client.ask('tools/list');
      await client.ask('resources/read', { uri: 'file:///a' });
    }
    expect([asked(files, 'tools/list'), asked(files, 'resources/read')]).toEqual([1, 1]);
    expect(records().map(({ cache }) => cache)).toEqual(['hit', 'hit', 'hit', 'hit', 'miss', 'miss']);
    hub.onNotification(null, 'notifications/tools/list_changed', {});
    hub.onNotification(null, 'notifications/resources/updated', { uri: 'file:///a' });
    await client.ask('tools/list');
    await client.ask('resources/read', { uri: 'file:///a' });
    expect([asked(files, 'tools/list'), asked(files, 'resources/read')]).toEqual([2, 2]);
  });

  it('is read anew after a tool that may have written, and not after one that only reads', async () => {
    const files = server();
    const { attach } = openRelay(files);
    const client = await attach(at('files'));
    await client.ask('tools/list');
    const read = () => client.ask('resources/read', { uri: 'file:///a' });
    await read();
    await client.ask('tools/call', { name: 'read' });
    await read();
    expect(asked(files, 'resources/read')).toBe(1);
    await client.ask('tools/call', { name: 'write' });
    await read();
    expect(asked(files, 'resources/read')).toBe(2);
  });

  it('is answered while the server sleeps, by what was kept of it', async () => {
    const files = server();
    const { attach, kept } = openRelay(files);
    const client = await attach(at('files'));
    await client.ask('tools/list');
    expect(kept.has('tools/list')).toBe(true);
    files.isReady = false;
    const later = openRelay(files);
    later.kept.set('tools/list', { value: TOOLS, atMs: 0 });
    const other = await later.attach(at('files'));
    expect((await other.ask('tools/list')).result).toEqual({ tools: TOOLS });
    expect(asked(files, 'tools/list')).toBe(1);
  });

  it('is fetched once for several who ask at the same time', async () => {
    const files = server();
    const held = Promise.withResolvers<object>();
    files.answers('resources/read', () => held.promise);
    const { attach, records } = openRelay(files);
    const one = await attach(at('files'));
    const other = await attach(at('files'));
    const both = [one.begin('resources/read', { uri: 'u' }), other.begin('resources/read', { uri: 'u' })];
    await settled();
    held.resolve({ contents: [] });
    await Promise.all(both.map((got) => got.over()));
    expect(both.map(({ result }) => result)).toEqual([{ contents: [] }, { contents: [] }]);
    expect(asked(files, 'resources/read')).toBe(1);
    expect(
      records()
        .map(({ cache }) => cache)
        .sort(),
    ).toEqual(['miss', 'shared']);
  });
});

describe('what goes wrong', () => {
  it('opens the breaker after five failures: further calls are refused without asking the server', async () => {
    const files = server();
    files.answers('tools/call', () => ({
      kind: 'answered',
      answer: { kind: 'error', code: -32603, message: 'broken' },
      instance: 1,
      queuedMs: 0,
      ms: 0,
      retries: 0,
    }));
    const { attach, changed, clock, register, hub } = openRelay(files);
    const client = await attach(at('files'));
    for (let i = 0; i < 5; i += 1) await client.ask('tools/call', { name: 'write' });
    const refused = await client.ask('tools/call', { name: 'write' });
    expect(refused.error).toMatchObject({
      code: -31004,
      data: { reason: 'breaker-open', retry_after_ms: 60_000 },
    });
    expect(asked(files, 'tools/call')).toBe(5);
    expect(register.map(({ kind }) => kind)).toEqual(['breaker-opened']);
    // What was refused never failed.
    expect(hub.traffics()).toMatchObject({ requests: 6, errors: 5, rejected: 1, error_rate: 1 });
    expect(hub.traffics()).toMatchObject({
      breaker: 'open',
      breaker_reason: '5 requests in a row failed; requests are refused for 60 s',
    });
    clock.advance(60_000);
    expect(hub.traffics()).toMatchObject({
      breaker: 'half-open',
      breaker_reason: '5 requests in a row failed; the next request is a trial',
      breaker_trial_at: null,
    });
    expect(changed).toEqual(['files', 'files']);
    files.answers('tools/call', () => ({ content: [] }));
    expect((await client.ask('tools/call', { name: 'write' })).result).toEqual({ content: [] });
    expect(hub.breaker.state).toBe('closed');
  });

  it('counts what the client did wrong against no server', async () => {
    const files = server();
    const { attach, hub, records } = openRelay(files);
    const client = await attach(at('files'));
    for (let i = 0; i < 20; i += 1) await client.ask('unknown/method');
    expect(hub.breaker.state).toBe('closed');
    expect(records()[0]?.error).toMatchObject({ class: 'protocol', severity: 'warn', code: -32601 });
  });

  it('says that the server ended, and that it is Signalbox which says so', async () => {
    const files = server();
    files.answers('tools/call', () => ({ kind: 'unavailable', message: 'it ended', wasSent: true }));
    const { attach } = openRelay(files);
    const client = await attach(at('files'));
    expect((await client.ask('tools/call', { name: 'write' })).error).toEqual({
      code: -31002,
      message: 'files: it ended',
      data: { source: 'signalbox', reason: 'server-ended' },
    });
  });

  it('is cancelled at the server when the client takes it back, and the client gets no answer', async () => {
    const files = server();
    files.answers('tools/call', () => new Promise(() => {}));
    const { attach, records } = openRelay(files);
    const client = await attach(at('files'));
    const got = client.begin('tools/call', { name: 'write' }, 'mine');
    client.session.notify({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 'mine' },
    });
    await got.over();
    expect([got.dropped, got.response]).toEqual([true, null]);
    expect(files.asked[0]?.signal?.aborted).toBe(true);
    expect(records()[0]?.error).toMatchObject({ class: 'cancelled', severity: 'info' });
  });
});

describe('tools', () => {
  it('are seen and called by the names that their owner gave them, and not at all where switched off', async () => {
    const files = server();
    files.config = {
      ...files.config,
      tools: { allow: ['*'], deny: ['write'], rename: { read: 'look' }, rules: [], clients: [] },
    };
    const { attach } = openRelay(files);
    const client = await attach(at('files'));
    const listed = await client.ask('tools/list');
    expect(listed.result['tools']).toEqual([{ ...TOOLS[0], name: 'look' }]);
    const called = await client.ask('tools/call', { name: 'look', arguments: { a: 1 } });
    expect(called.result).toMatchObject({ content: [{ text: '{"name":"read","arguments":{"a":1}}' }] });
    expect((await client.ask('tools/call', { name: 'write' })).error.message).toBe('Unknown tool: write');
    expect((await client.ask('tools/call', { name: 'read' })).error.message).toBe('Unknown tool: read');
  });

  it('of all servers are one list, and each call goes to its own server', async () => {
    const files = server('files');
    const notes = server('notes');
    const { attach, all } = openRelay(files, notes);
    const client = await attach({ kind: 'all' });
    const listed = (await client.ask('tools/list')).result['tools'];
    const names = ['files__read', 'files__write', 'notes__read', 'notes__write'];
    expect((listed as { name: string }[]).map(({ name }) => name)).toEqual(names);
    // Nobody could ask here what became of a task.
    await client.ask('tools/call', { name: 'notes__read', task: {} });
    expect(notes.asked.at(-1)?.params).toEqual({ name: 'read' });
    expect([asked(files, 'tools/call'), asked(notes, 'tools/call')]).toEqual([0, 1]);
    const read = await client.ask('resources/read', { uri: 'file:///notes' });
    expect(read.result).toMatchObject({ contents: [{ text: 'notes' }] });
    expect((await client.ask('tools/call', { name: 'nobody__read' })).error.code).toBe(-32602);

    all.narrow(client.session, new Set(['files__write']));
    const fewer = (await client.ask('tools/list')).result['tools'];
    expect((fewer as { name: string }[]).map(({ name }) => name)).toEqual(['files__write']);
    expect(client.heard.at(-1)).toMatchObject({ method: 'notifications/tools/list_changed' });
  });
});
