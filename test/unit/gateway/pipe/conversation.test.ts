import { describe, expect, it } from 'vitest';
import { Conversation } from '#engine/gateway/pipe/conversation.ts';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from '../relay/open-relay.ts';

const initialize = {
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
};
const _meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

function open() {
  const server = new FakeUpstream('old', 'legacy', { tools: {} });
  server.config = { ...server.config, share: 'per-client' };
  server.answers('tools/call', () => ({ content: [] }));
  server.answers('tools/list', () => ({ tools: [] }));
  const relay = openRelay(server);
  const conversation = new Conversation({
    core: relay.core,
    scope: at('old'),
    caller: { token: 't', transport: 'connect' },
    takesModern: true,
    write() {},
    isBehind: () => false,
    onClose() {},
    onFault: (fault) => relay.faults.push(fault),
  });
  const say = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', id: 1, ...message });
    conversation.receive(text, text.length);
  };
  return { ...relay, server, conversation, say };
}

describe('what comes over a connection that was closed, as one whose token was taken away', () => {
  it('runs no tool of a modern request', async () => {
    const { server, conversation, say } = open();
    conversation.close();
    say({ method: 'tools/call', params: { name: 'x', _meta } });
    await settled();
    expect(server.lanes).toEqual([]);
  });

  it('opens no process for its session', async () => {
    const { hub, server, conversation, say } = open();
    say(initialize);
    await settled();
    conversation.close();
    say({ id: 2, method: 'tools/list' });
    await settled();
    expect([...hub.clients]).toEqual([]);
    expect(server.lanes.filter(({ closed }) => !closed)).toEqual([]);
  });

  it('leaves no session where it was closed while it was opened', async () => {
    const { clients, conversation, say } = open();
    say(initialize);
    say({ id: 2, ...initialize });
    conversation.close();
    await settled();
    expect(clients.size).toBe(0);
  });
});
