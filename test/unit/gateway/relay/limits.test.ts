import { describe, expect, it } from 'vitest';
import type { ToolRule } from '#engine/configuration/configuration.ts';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from './open-relay.ts';

const PLAIN: ToolRule = {
  tools: '*',
  timeoutMs: null,
  inFlight: null,
  ratePerSecond: null,
  repeatable: null,
  cacheMs: 0,
};

function ruled(server: FakeUpstream, rule: Partial<ToolRule>): void {
  const tools = { allow: ['*'], deny: [], rename: {}, rules: [{ ...PLAIN, ...rule }], clients: [] };
  server.config = { ...server.config, tools };
}

function notes(): FakeUpstream {
  const server = new FakeUpstream('notes', 'legacy', { tools: {}, resources: {} });
  server.answers('tools/call', () => ({ content: [] }));
  server.answers('tools/list', () => ({ tools: [] }));
  return server;
}

describe('limits of a tool', () => {
  it('are not loosened by a call that ran before they were set', async () => {
    const server = notes();
    const holds: (() => void)[] = [];
    server.answers('tools/call', () => new Promise((resolve) => holds.push(() => resolve({ content: [] }))));
    const { attach, hub } = openRelay(server);
    const client = await attach(at('notes'));
    const before = client.begin('tools/call', { name: 'x' });
    ruled(server, { inFlight: 1 });
    hub.onConfigured();
    client.begin('tools/call', { name: 'x' });
    await settled();
    holds[0]?.();
    await before.over();
    const third = client.begin('tools/call', { name: 'x' });
    expect(third.error.data).toMatchObject({ reason: 'too-many-in-flight' });
  });

  it('count the calls that run while other settings of the server are edited', async () => {
    const server = notes();
    const held = Promise.withResolvers<object>();
    server.answers('tools/call', () => held.promise);
    ruled(server, { inFlight: 1 });
    const { attach, hub } = openRelay(server);
    const client = await attach(at('notes'));
    const first = client.begin('tools/call', { name: 'x' });
    ruled(server, { inFlight: 1, timeoutMs: 5_000 });
    hub.onConfigured();
    expect((await client.ask('tools/call', { name: 'x' })).error.data).toMatchObject({
      reason: 'too-many-in-flight',
    });
    held.resolve({ content: [] });
    await first.over();
    expect((await client.ask('tools/call', { name: 'x' })).result).toEqual({ content: [] });
  });

  it('are looked up once for each call', async () => {
    const server = notes();
    ruled(server, { cacheMs: 1_000 });
    server.config = { ...server.config, retry: { attempts: 3, delayMs: 100 } };
    const { attach, hub } = openRelay(server);
    const client = await attach(at('notes'));
    let lookups = 0;
    const { filter } = hub;
    const counted = {
      ...filter,
      rule(own: string) {
        lookups += 1;
        return filter.rule(own);
      },
    };
    Object.defineProperty(hub, 'filter', { get: () => counted });
    await client.ask('tools/call', { name: 'x' });
    expect(lookups).toBe(1);
  });
});

it('a client’s requests to one tool are counted for as long as it is there, and no longer', async () => {
  const server = notes();
  ruled(server, { ratePerSecond: 1 });
  const { attach, hub } = openRelay(server);
  const client = await attach(at('notes'));
  expect((await client.ask('tools/call', { name: 'x' })).result).toEqual({ content: [] });
  expect((await client.ask('tools/call', { name: 'x' })).error.data).toMatchObject({ reason: 'rate-limit' });
  const maps: object[] = [];
  const { set } = Map.prototype;
  Map.prototype.set = function patched(this: Map<unknown, unknown>, key: unknown, value: unknown) {
    if (key === client.session) maps.push(this);
    return set.call(this, key, value);
  };
  try {
    await attach(at('notes'));
    await client.ask('tools/call', { name: 'x' });
  } finally {
    Map.prototype.set = set;
  }
  expect([maps, hub.breaker.state]).toEqual([[], 'closed']);
});

describe('the breaker', () => {
  const ended = { kind: 'unavailable', message: 'it ended', wasSent: true };
  const failed = {
    kind: 'answered',
    answer: { kind: 'error', code: -32603, message: 'no' },
    instance: 1,
    queuedMs: 0,
    ms: 0,
    retries: 0,
  };

  it('opens for a server that dies of each call, although it is started again and listed each time', async () => {
    const server = notes();
    server.answers('tools/call', () => ended);
    const { attach, hub } = openRelay(server);
    const client = await attach(at('notes'));
    for (let call = 0; call < 8; call += 1) {
      await client.ask('tools/call', { name: 'x' });
      hub.onReady(null);
      await settled();
      hub.onNotification(null, 'notifications/tools/list_changed', {});
      await client.ask('tools/list');
    }
    expect(hub.breaker.state).toBe('open');
    hub.onStartWished();
    expect(hub.breaker.state).toBe('closed');
  });

  it('lets one trial wake a server, and nothing else before that is answered', async () => {
    const server = notes();
    server.answers('tools/call', () => failed);
    const { attach, hub, clock } = openRelay(server);
    const client = await attach(at('notes'));
    for (let call = 0; call < 5; call += 1) await client.ask('tools/call', { name: 'x' });
    clock.advance(60_000);
    // What Signalbox asks by itself at a start is no trial.
    hub.onReady(null);
    await settled();
    expect(server.asked.map(({ method }) => method)).not.toContain('tools/list');
    const held = Promise.withResolvers<object>();
    server.answers('tools/call', () => held.promise);
    const trial = client.begin('tools/call', { name: 'x' });
    hub.onReady(null);
    await settled();
    expect(hub.breaker.state).toBe('half-open');
    expect((await client.ask('tools/list')).error.data).toMatchObject({ reason: 'breaker-open' });
    held.resolve({ content: [] });
    await trial.over();
    expect((await client.ask('tools/list')).result).toEqual({ tools: [] });
  });

  it('keeps lists from a server too, and counts those that failed', async () => {
    const server = notes();
    server.answers('tools/list', () => ({ kind: 'timeout', message: 'late' }));
    const { attach, hub, clock } = openRelay(server);
    const client = await attach(at('notes'));
    for (let start = 0; start < 8; start += 1) {
      hub.onReady(null);
      await settled();
    }
    expect(hub.breaker.state).toBe('closed');
    for (let list = 0; list < 5; list += 1) await client.ask('tools/list');
    expect(hub.breaker.state).toBe('open');
    const before = server.asked.length;
    expect((await client.ask('tools/list')).error.data).toMatchObject({
      reason: 'breaker-open',
      retry_after_ms: expect.any(Number),
    });
    hub.onReady(null);
    await settled();
    expect(server.asked.length).toBe(before);
    clock.advance(60_000);
    server.answers('tools/list', () => ({ tools: [] }));
    await client.ask('tools/list');
    expect(hub.breaker.state).toBe('closed');
  });
});
