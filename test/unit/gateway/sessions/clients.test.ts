import { describe, expect, it } from 'vitest';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from '../relay/open-relay.ts';

const CAPABILITIES = { tools: {}, resources: { subscribe: true }, logging: {} };

function legacy(name = 'old', share: 'one' | 'per-client' = 'one'): FakeUpstream {
  const server = new FakeUpstream(name, 'legacy', CAPABILITIES);
  server.config = { ...server.config, share };
  server.answers('tools/call', () => ({ content: [] }));
  server.answers('tools/list', () => ({ tools: [] }));
  return server;
}

describe('a legacy client', () => {
  it('that uses an id twice at once is refused the second time, and ends with its session', async () => {
    const server = legacy();
    server.answers('tools/call', () => new Promise(() => {}));
    const { attach, hub } = openRelay(server);
    const client = await attach(at('old'));
    client.begin('tools/call', { name: 'a' }, 'same');
    const second = client.begin('tools/call', { name: 'b' }, 'same');
    expect(second.error.code).toBe(-32600);
    client.session.close();
    await settled();
    expect(hub.shared.calls.size).toBe(0);
  });

  it('may use an id again once it has its answer', async () => {
    const { attach } = openRelay(legacy());
    const client = await attach(at('old'));
    for (const name of ['a', 'b'])
      expect((await client.begin('tools/call', { name }, 'same').over()).result).toEqual({ content: [] });
  });

  it('opens nothing with what comes after it was closed', async () => {
    const server = legacy('old', 'per-client');
    const { attach, hub } = openRelay(server);
    const client = await attach(at('old'));
    client.session.close();
    expect(client.begin('tools/list').dropped).toBe(true);
    await settled();
    expect([...hub.clients]).toEqual([]);
    expect(server.lanes.map(({ closed }) => closed)).toEqual([true]);
  });

  it('opens no process when it leaves while its request is being routed', async () => {
    const servers = [legacy('a', 'per-client'), legacy('b')] as const;
    const held = Promise.withResolvers<object>();
    for (const server of servers) {
      server.answers('resources/list', () => ({ resources: [] }));
      server.answers('resources/templates/list', () => ({ resourceTemplates: [] }));
    }
    servers[1].answers('resources/list', () => held.promise);
    const { attach, hubs } = openRelay(...servers);
    const client = await attach({ kind: 'all' });
    client.begin('resources/read', { uri: 'file:///x' });
    await settled();
    client.session.close();
    held.resolve({ resources: [{ uri: 'file:///x' }] });
    await settled();
    expect(hubs.map((hub) => [...hub.clients].length)).toEqual([0, 0]);
  });

  it('is here while a list of it is in flight', async () => {
    const server = legacy();
    server.answers('tools/list', () => new Promise(() => {}));
    const { attach, clients, clock } = openRelay(server);
    const client = await attach(at('old'));
    client.session.attend(false);
    clock.advance(30_000);
    expect(client.session.isAttached).toBe(false);
    client.begin('tools/list');
    expect(client.session.isAttached).toBe(true);
    expect(clients.longestAway(clock.monotonic())).toBeNull();
  });

  it('that asked a moment ago is here for ten seconds, whatever the wall clock says', async () => {
    const { core, clock } = openRelay(legacy());
    const initialize = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c' } };
    const opened = await core.open(
      at('old'),
      { token: null, transport: 'streamable-http' },
      { jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize },
      { send() {}, close() {} },
    );
    if (!opened.ok) throw new Error('was refused');
    const session = opened.session as typeof opened.session & { isAttached: boolean };
    session.request({ jsonrpc: '2.0', id: 2, method: 'ping' }, { send() {}, end: () => 0, drop() {} }, 1);
    clock.jump(3_600_000);
    expect(session.isAttached).toBe(true);
    clock.jump(-7_200_000);
    clock.advance(11_000);
    expect(session.isAttached).toBe(false);
  });
});

describe('a modern client', () => {
  it('that asked a moment ago is here for ten seconds', async () => {
    const { modern, clients, clock } = openRelay(legacy());
    await modern(at('old'), 'tools/call', { name: 'x' }).got.over();
    const [client] = clients.values();
    expect(client?.isAttached).toBe(true);
    clock.advance(11_000);
    expect(client?.isAttached).toBe(false);
  });

  it('that is silent for long holds no process any more, though nobody else comes', async () => {
    const server = legacy('old', 'per-client');
    const { modern, clock, clients } = openRelay(server);
    await modern(at('old'), 'tools/call', { name: 'x' }).got.over();
    clock.advance(3_600_000);
    expect([server.lanes[0]?.closed, clients.size, clock.pendingTimers]).toEqual([true, 0, 0]);
  });

  it('whose token or server was taken away is attached no longer', async () => {
    const { modern, clients, clock, core } = openRelay(legacy());
    await modern(at('old'), 'tools/call', { name: 'x' }).got.over();
    for (const client of [...clients.values()]) client.end('owner');
    expect(clients.size).toBe(0);
    await modern(at('old'), 'tools/call', { name: 'x' }).got.over();
    expect(clients.size).toBe(1);
    core.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('whose token was taken away before its stream began is told nothing', async () => {
    const server = legacy();
    const { handshake } = server;
    const held = Promise.withResolvers<void>();
    server.handshake = null;
    server.known = async () => {
      await held.promise;
      if (handshake === null) throw new Error('there was none');
      return { kind: 'known', handshake };
    };
    const { modern, clients, hub } = openRelay(server);
    const { got } = modern(at('old'), 'subscriptions/listen', { notifications: { toolsListChanged: true } });
    for (const client of [...clients.values()]) client.end('owner');
    held.resolve();
    await settled();
    hub.onNotification(null, 'notifications/tools/list_changed', {});
    expect(got.before).toEqual([]);
    expect(got.error.data).toMatchObject({ reason: 'cancelled' });
    expect([...hub.clients]).toEqual([]);
  });

  it('has its discovery and its streams in the records, and no stream as a request that never ends', async () => {
    const { modern, records } = openRelay(legacy());
    await modern(at('old'), 'server/discover').got.over();
    modern(at('old'), 'subscriptions/listen', { notifications: { toolsListChanged: true } });
    await settled();
    expect(records().map(({ method, error }) => [method, error])).toEqual([
      ['subscriptions/listen', null],
      ['server/discover', null],
    ]);
  });

  it('is one client for each connection, and goes with it', async () => {
    const server = legacy('old', 'per-client');
    const { core, clients } = openRelay(server);
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'twin', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    for (const connection of ['one', 'two']) {
      const request = { jsonrpc: '2.0' as const, id: 1, method: 'tools/call', params: { name: 'x', _meta } };
      const reply = { send() {}, end: () => 0, drop() {} };
      core.modern(at('old'), { token: null, transport: 'connect', connection }, request, reply, 1);
    }
    await settled();
    expect(clients.size).toBe(2);
    core.hangUp('one');
    expect(clients.size).toBe(1);
    expect(server.lanes.map(({ closed }) => closed)).toEqual([true, false]);
  });
});
