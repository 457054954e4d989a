import { describe, expect, it } from 'vitest';
import type { ListenFilter } from '#engine/mcp/mcp.ts';
import { type FakeServer, settled } from '../../fakes/fake-server.ts';
import { BUDGETS, discoverResult, openFakeSession, openSessionOf } from './open-fake-session.ts';

const ID = 'io.modelcontextprotocol/subscriptionId';
const NOTHING: ListenFilter = {
  toolsListChanged: false,
  promptsListChanged: false,
  resourcesListChanged: false,
  resourceSubscriptions: [],
};
const TOOLS: ListenFilter = { ...NOTHING, toolsListChanged: true };
const BOTH: ListenFilter = { ...TOOLS, resourceSubscriptions: ['file:///a'] };

const listens = (server: FakeServer) => server.heard('subscriptions/listen');
const cancelled = (server: FakeServer) =>
  server.heard('notifications/cancelled').map(({ params }) => params?.['requestId']);

/** What a server says on the subscription that it was asked for as the `nth`, from 0 on. */
function say(server: FakeServer, nth: number, method: string, params: object = {}): void {
  server.send({ method, params: { ...params, _meta: { [ID]: listens(server)[nth]?.id } } });
}
const acknowledge = (server: FakeServer, nth: number) =>
  say(server, nth, 'notifications/subscriptions/acknowledged', { notifications: {} });

describe('listening to a modern server', () => {
  it('asks for what is wanted, says who asks, and tells what comes without the id of the subscription', async () => {
    const { session, server, heard, clock } = await openSessionOf('modern');
    session.listen(BOTH);
    await settled();
    expect(listens(server)).toMatchObject([
      {
        params: {
          notifications: { toolsListChanged: true, resourceSubscriptions: ['file:///a'] },
          _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' },
        },
      },
    ]);
    acknowledge(server, 0);
    say(server, 0, 'notifications/tools/list_changed');
    server.send({
      method: 'notifications/resources/updated',
      params: { uri: 'file:///a', _meta: { [ID]: listens(server)[0]?.id, theirs: 1 } },
    });
    await settled();
    expect(heard.notifications).toEqual([
      { method: 'notifications/tools/list_changed', params: {} },
      { method: 'notifications/resources/updated', params: { uri: 'file:///a', _meta: { theirs: 1 } } },
    ]);
    expect(heard.listChanged).toBe(1);
    expect(session.calls.inFlight).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps the old subscription until the new one is acknowledged, and tells nothing twice', async () => {
    const { session, server, heard } = await openSessionOf('modern');
    session.listen(TOOLS);
    await settled();
    acknowledge(server, 0);
    session.listen(BOTH);
    await settled();
    say(server, 0, 'notifications/tools/list_changed');
    await settled();
    expect(heard.notifications).toHaveLength(1);
    expect(cancelled(server)).toEqual([]);
    acknowledge(server, 1);
    say(server, 0, 'notifications/tools/list_changed');
    say(server, 1, 'notifications/tools/list_changed');
    await settled();
    expect(cancelled(server)).toEqual([listens(server)[0]?.id]);
    expect(heard.notifications).toHaveLength(2);
  });

  it('asks once for the same, and takes it back when nothing is wanted any more', async () => {
    const { session, server, clock } = await openSessionOf('modern');
    session.listen(NOTHING);
    session.listen(TOOLS);
    session.listen({ ...TOOLS });
    await settled();
    expect(listens(server)).toHaveLength(1);
    acknowledge(server, 0);
    await settled();
    session.listen(NOTHING);
    await settled();
    expect(cancelled(server)).toEqual([listens(server)[0]?.id]);
    clock.advance(120_000);
    await settled();
    expect(listens(server)).toHaveLength(1);
  });

  it('takes back what it no longer wants before it was acknowledged', async () => {
    const { session, server } = await openSessionOf('modern');
    session.listen(TOOLS);
    session.listen(BOTH);
    await settled();
    expect(cancelled(server)).toEqual([listens(server)[0]?.id]);
    expect(listens(server)).toHaveLength(2);
  });

  it('asks again when it ends early, later each time, and then tells all of it as changed', async () => {
    const { session, server, heard, clock } = await openSessionOf('modern');
    session.listen(BOTH);
    await settled();
    const waits = [1_000, 2_000, 4_000];
    for (const [nth, waitMs] of waits.entries()) {
      acknowledge(server, nth);
      server.send({ id: listens(server)[nth]?.id, result: { resultType: 'complete' } });
      await settled();
      clock.advance(waitMs - 1);
      await settled();
      expect(listens(server)).toHaveLength(nth + 1);
      clock.advance(1);
      await settled();
      expect(listens(server)).toHaveLength(nth + 2);
    }
    const before = heard.notifications.length;
    acknowledge(server, waits.length);
    await settled();
    expect(heard.notifications.slice(before)).toEqual([
      { method: 'notifications/tools/list_changed', params: {} },
      { method: 'notifications/resources/updated', params: { uri: 'file:///a' } },
    ]);
  });

  it('asks soon again when it ended after it had lasted', async () => {
    const { session, server, clock } = await openSessionOf('modern');
    session.listen(TOOLS);
    await settled();
    for (const nth of [0, 1, 2]) {
      acknowledge(server, nth);
      await settled();
      clock.advance(60_000);
      server.send({ id: listens(server)[nth]?.id, error: { code: -32603, message: 'over' } });
      await settled();
      clock.advance(1_000);
      await settled();
      expect(listens(server)).toHaveLength(nth + 2);
    }
  });

  it('asks again when nothing acknowledges it, and not when the server refuses it', async () => {
    const { session, server, clock } = await openSessionOf('modern');
    session.listen(TOOLS);
    await settled();
    clock.advance(10_000);
    await settled();
    expect(cancelled(server)).toEqual([listens(server)[0]?.id]);
    clock.advance(1_000);
    await settled();
    expect(listens(server)).toHaveLength(2);
    server.send({ id: listens(server)[1]?.id, error: { code: -32601, message: 'Method not found' } });
    await settled();
    clock.advance(600_000);
    await settled();
    expect(listens(server)).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer when the session is closed, in whichever state', async () => {
    for (const state of ['opening', 'waiting', 'live']) {
      const { session, server, clock } = await openSessionOf('modern');
      session.listen(TOOLS);
      await settled();
      if (state !== 'opening') acknowledge(server, 0);
      if (state === 'waiting') server.send({ id: listens(server)[0]?.id, result: {} });
      await settled();
      session.close();
      expect(clock.pendingTimers, state).toBe(0);
    }
  });

  it('begins after the handshake where it was wanted before, and never with a legacy server', async () => {
    const modern = openFakeSession();
    modern.session.listen(TOOLS);
    modern.server.answers('server/discover', discoverResult(['2026-07-28']));
    await modern.session.negotiate(BUDGETS);
    await settled();
    expect(listens(modern.server)).toHaveLength(1);
    const legacy = await openSessionOf('legacy');
    legacy.session.listen(TOOLS);
    await settled();
    expect(listens(legacy.server)).toEqual([]);
  });
});
