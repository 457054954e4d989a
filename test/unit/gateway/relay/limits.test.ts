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
