import { describe, expect, it } from 'vitest';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from './open-relay.ts';

const RULE = { timeoutMs: null, inFlight: null, ratePerSecond: null, repeatable: null, cacheMs: 0 };
const CAPABILITIES = { tools: {}, prompts: {}, resources: { subscribe: true }, tasks: {} };

function notes(): FakeUpstream {
  const server = new FakeUpstream('notes', 'legacy', CAPABILITIES);
  server.answers('tools/call', () => ({ content: [] }));
  server.answers('tools/list', () => ({ tools: [] }));
  server.answers('prompts/list', () => ({ prompts: [] }));
  server.answers('resources/list', () => ({ resources: [] }));
  server.answers('resources/templates/list', () => ({ resourceTemplates: [] }));
  server.answers('resources/read', () => ({ contents: [] }));
  return server;
}

const asked = (server: Pick<FakeUpstream, 'asked'> | undefined, method: string) =>
  server?.asked.filter((call) => call.method === method).length;

describe('after a change', () => {
  it('who lists gets no answer that was asked for before it', async () => {
    const server = notes();
    const held = Promise.withResolvers<object>();
    server.answers('tools/list', () => held.promise);
    const { attach, hub } = openRelay(server);
    const client = await attach(at('notes'));
    const first = client.begin('tools/list');
    await settled();
    hub.onNotification(null, 'notifications/tools/list_changed', {});
    server.answers('tools/list', () => ({ tools: [{ name: 'new' }] }));
    const second = client.begin('tools/list');
    held.resolve({ tools: [{ name: 'old' }] });
    expect((await second.over()).result).toEqual({ tools: [{ name: 'new' }] });
    await first.over();
    expect((await client.ask('tools/list')).result).toEqual({ tools: [{ name: 'new' }] });
    expect(asked(server, 'tools/list')).toBe(2);
  });

  it('who reads gets no answer that was asked for before it', async () => {
    const server = notes();
    const held = Promise.withResolvers<object>();
    server.answers('resources/read', () => held.promise);
    const { attach, hub } = openRelay(server);
    const client = await attach(at('notes'));
    client.begin('resources/read', { uri: 'u' });
    await settled();
    hub.onNotification(null, 'notifications/resources/updated', { uri: 'u' });
    server.answers('resources/read', () => ({ contents: [{ text: 'new' }] }));
    const second = client.begin('resources/read', { uri: 'u' });
    held.resolve({ contents: [{ text: 'old' }] });
    expect((await second.over()).result).toEqual({ contents: [{ text: 'new' }] });
  });

  it('of the command, what the server answered before is not given any more, also while it sleeps', async () => {
    const server = notes();
    const { attach, hub, kept } = openRelay(server);
    const client = await attach(at('notes'));
    await client.ask('tools/list');
    await client.ask('resources/read', { uri: 'u' });
    server.isReady = false;
    server.launchKey = 'launched otherwise';
    kept.clear();
    hub.onConfigured();
    expect(client.heard.map(({ method }) => method)).toContain('notifications/tools/list_changed');
    server.answers('tools/list', () => ({ tools: [{ name: 'of the new command' }] }));
    server.answers('resources/read', () => ({ contents: [{ text: 'of the new command' }] }));
    expect((await client.ask('tools/list')).result).toEqual({ tools: [{ name: 'of the new command' }] });
    expect((await client.ask('resources/read', { uri: 'u' })).result).toEqual({
      contents: [{ text: 'of the new command' }],
    });
  });

  it('of settings that start nothing anew, what is known is kept', async () => {
    const server = notes();
    const { attach, hub } = openRelay(server);
    const client = await attach(at('notes'));
    await client.ask('tools/list');
    server.config = { ...server.config, breaker: null };
    hub.onConfigured();
    await client.ask('tools/list');
    expect(asked(server, 'tools/list')).toBe(1);
  });
});

describe('what is known of a server', () => {
  it('is kept over its sleep where it was asked for while it started', async () => {
    const server = notes();
    const held = Promise.withResolvers<object>();
    server.isReady = false;
    server.answers('tools/list', () => held.promise);
    const { attach, hub, kept } = openRelay(server);
    const client = await attach(at('notes'));
    const got = client.begin('tools/list');
    await settled();
    server.isReady = true;
    hub.onReady(null);
    held.resolve({ tools: [{ name: 'x' }] });
    await got.over();
    await settled();
    expect(kept.get('tools/list')?.value).toEqual([{ name: 'x' }]);
  });

  it('is looked for once on disk while it sleeps', async () => {
    const server = notes();
    server.isReady = false;
    const { attach, hub } = openRelay(server);
    let loads = 0;
    const { catalogues } = hub;
    const load = (...asked: [string, string]) => {
      loads += 1;
      return catalogues.load(...asked);
    };
    Object.assign(hub, { catalogues: { ...catalogues, load } });
    await attach(at('notes'));
    loads = 0;
    for (let look = 0; look < 3; look += 1) {
      hub.shared.lists.peek('tools/list');
      hub.shared.lists.peek('prompts/list');
    }
    expect(loads).toBe(1);
  });

  it('is not forgotten for a tool call that was refused here', async () => {
    const server = notes();
    const rules = [{ ...RULE, tools: '*', ratePerSecond: 1 }];
    server.config = {
      ...server.config,
      tools: { allow: ['*'], deny: [], rename: {}, rules, clients: [] },
    };
    const { attach } = openRelay(server);
    const client = await attach(at('notes'));
    await client.ask('tools/call', { name: 'x' });
    await client.ask('resources/read', { uri: 'u' });
    expect((await client.ask('tools/call', { name: 'x' })).error.data).toMatchObject({
      reason: 'rate-limit',
    });
    await client.ask('resources/read', { uri: 'u' });
    expect(asked(server, 'resources/read')).toBe(1);
  });
});

describe('the process of one client', () => {
  function perClient(): FakeUpstream {
    const server = notes();
    server.config = { ...server.config, share: 'per-client' };
    return server;
  }

  it('empties nobody else’s cache when it starts or says that its lists changed', async () => {
    const server = notes();
    const { attach, hub } = openRelay(server);
    const other = await attach(at('notes'));
    await other.ask('resources/read', { uri: 'u' });
    server.config = { ...server.config, share: 'per-client' };
    const own = await attach(at('notes'));
    await own.ask('resources/read', { uri: 'own' });
    const [lane] = server.lanes;
    hub.onReady(lane ?? null);
    await own.ask('resources/read', { uri: 'own' });
    hub.onNotification(lane ?? null, 'notifications/resources/list_changed', {});
    await own.ask('resources/read', { uri: 'own' });
    await other.ask('resources/read', { uri: 'u' });
    expect([asked(server, 'resources/read'), asked(lane, 'resources/read')]).toEqual([1, 3]);
  });

  it('tells its own client alone that its lists changed', async () => {
    const server = perClient();
    const { attach, hub } = openRelay(server);
    const own = await attach({ kind: 'all' }, {}, 'own');
    const other = await attach(at('notes'), {}, 'other');
    await own.ask('tools/list');
    let told = 0;
    hub.listChanged = () => {
      told += 1;
    };
    const lane = server.lanes.find(({ identity }) => identity.info['name'] === 'own') ?? null;
    hub.onReady(lane);
    hub.onNotification(lane, 'notifications/tools/list_changed', {});
    expect([told, other.heard]).toEqual([0, []]);
    expect(own.heard.map(({ method }) => method)).toEqual(['notifications/tools/list_changed']);
  });

  it('is not woken for a list whose time is over', async () => {
    const server = perClient();
    const { attach, clock } = openRelay(server);
    const client = await attach(at('notes'));
    await client.ask('tools/list');
    const [lane] = server.lanes;
    if (lane !== undefined) lane.isReady = false;
    clock.advance(301_000);
    await client.ask('tools/list');
    expect(asked(lane, 'tools/list')).toBe(1);
    if (lane !== undefined) lane.isReady = true;
    await client.ask('tools/list');
    expect(asked(lane, 'tools/list')).toBe(2);
  });
});

it('a task belongs to the client that began it, whatever a rule keeps', async () => {
  const server = notes();
  let begun = 0;
  server.answers('tools/call', () => {
    begun += 1;
    return { task: { taskId: `t-${begun}`, status: 'working' } };
  });
  const rules = [{ ...RULE, tools: '*', cacheMs: 10_000 }];
  server.config = { ...server.config, tools: { allow: ['*'], deny: [], rename: {}, rules, clients: [] } };
  const { attach } = openRelay(server);
  const one = await attach(at('notes'));
  const other = await attach(at('notes'));
  const asTasks = [one, other].map((client) => client.begin('tools/call', { name: 'x', task: {} }));
  const unasked = [one, other].map((client) => client.begin('tools/call', { name: 'x' }));
  const got = await Promise.all([...asTasks, ...unasked].map((each) => each.over()));
  const ids = got.map(({ result }) => (result['task'] as { taskId: string }).taskId);
  expect(new Set(ids).size).toBe(4);
});
