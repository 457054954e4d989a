import { describe, expect, it } from 'vitest';
import type { SessionCall } from '#engine/mcp/mcp.ts';
import { settled } from '../../fakes/fake-server.ts';
import { openSessionOf } from './open-fake-session.ts';

const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
const log = { method: 'notifications/message', params: { level: 'info', data: 'at work' } };

const call = (more: Partial<SessionCall> = {}): SessionCall => ({
  method: 'tools/call',
  params: { name: 'echo' },
  timeoutMs: 60_000,
  ...more,
});

describe('a notification', () => {
  it('that belongs to no call is told as it came, a changed list in both ways', async () => {
    const { server, heard } = await openSessionOf('legacy');
    const changed = { method: 'notifications/tools/list_changed', params: {} };
    const updated = { method: 'notifications/resources/updated', params: { uri: 'a:b', _meta: { x: 1 } } };
    for (const message of [log, changed, updated, { method: 'notifications/theirs' }]) server.send(message);
    await settled();
    expect(heard.notifications).toEqual([
      log,
      changed,
      updated,
      { method: 'notifications/theirs', params: {} },
    ]);
    expect(heard.listChanged).toBe(1);
  });

  it('of progress or cancellation is told to nobody else', async () => {
    const { server, heard } = await openSessionOf('legacy');
    server.send({ method: 'notifications/progress', params: { progressToken: 99, progress: 1 } });
    server.send({ method: 'notifications/cancelled', params: { requestId: 99 } });
    await settled();
    expect(heard.notifications).toEqual([]);
  });

  it('can be given to a legacy server, and is kept from a modern one, which knows none', async () => {
    const legacy = await openSessionOf('legacy');
    legacy.session.notify('notifications/roots/list_changed');
    await settled();
    expect(legacy.server.received.at(-1)).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/roots/list_changed',
    });
    const modern = await openSessionOf('modern');
    modern.session.notify('notifications/roots/list_changed');
    await settled();
    expect(modern.server.heard('notifications/roots/list_changed')).toEqual([]);
  });
});

describe('a log message of a modern server on stdio', () => {
  const asking = { params: { name: 'echo', _meta: { [LOG_LEVEL]: 'info' } } };

  it('goes to the one call that asked for log messages, beside others that did not', async () => {
    const { session, server, heard } = await openSessionOf('modern');
    const told: unknown[] = [];
    void session.request(call({ onNotification: () => told.push('wrong') }));
    void session.request(
      call({ ...asking, onNotification: (method, params) => told.push({ method, params }) }),
    );
    await settled();
    server.send(log);
    await settled();
    expect(told).toEqual([log]);
    expect(heard.notifications).toEqual([]);
  });

  it('goes to nobody when it may be about the call of one client or of another', async () => {
    const { session, server, heard } = await openSessionOf('modern');
    const told: unknown[] = [];
    for (const who of ['one', 'other'])
      void session.request(call({ ...asking, onNotification: () => told.push(who) }));
    await settled();
    server.send(log);
    await settled();
    expect(told).toEqual([]);
    server.send({ id: server.heard('tools/call')[0]?.id, result: {} });
    server.send(log);
    await settled();
    expect(told).toEqual(['other']);
    expect(heard.notifications).toEqual([]);
  });
});
