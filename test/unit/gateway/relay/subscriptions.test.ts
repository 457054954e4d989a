import { describe, expect, it } from 'vitest';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from './open-relay.ts';

function notes(): FakeUpstream {
  const server = new FakeUpstream('notes', 'legacy', {
    tools: {},
    resources: { subscribe: true },
    logging: {},
  });
  server.answers('resources/subscribe', () => ({}));
  server.answers('logging/setLevel', () => ({}));
  server.answers('tools/list', () => ({ tools: [{ name: 'x' }] }));
  return server;
}
const asked = (server: Pick<FakeUpstream, 'asked'>, method: string) =>
  server.asked.filter((call) => call.method === method).length;
const updated = { uri: 'file:///d/f' };

describe('a subscription', () => {
  it('that the server refused is none: the next client is not told that it has one', async () => {
    const server = notes();
    const { attach } = openRelay(server);
    server.answers('resources/subscribe', () => ({
      kind: 'answered',
      answer: { kind: 'error', code: -32002, message: 'no such resource' },
      instance: 1,
      queuedMs: 0,
      ms: 0,
      retries: 0,
    }));
    const one = await attach(at('notes'));
    const other = await attach(at('notes'));
    expect((await one.ask('resources/subscribe', { uri: 'u' })).error.code).toBe(-32002);
    expect((await other.ask('resources/subscribe', { uri: 'u' })).error.code).toBe(-32002);
  });

  it('that no server took is told nothing', async () => {
    const server = notes();
    const { attach, hub } = openRelay(server);
    server.answers('resources/subscribe', () => ({ kind: 'unavailable', message: 'it is down' }));
    const client = await attach(at('notes'));
    await client.ask('resources/subscribe', { uri: 'u' });
    hub.onNotification(null, 'notifications/resources/updated', { uri: 'u' });
    expect(client.heard).toEqual([]);
  });

  it('of a client with a process of its own holds for the next process too', async () => {
    const server = notes();
    server.config = { ...server.config, share: 'per-client' };
    server.isReady = false;
    const { attach, hub } = openRelay(server);
    const client = await attach(at('notes'));
    await client.ask('resources/subscribe', { uri: 'u' });
    const [lane] = server.lanes;
    hub.onReady(lane ?? null);
    expect(asked({ asked: lane?.asked ?? [] }, 'resources/subscribe')).toBe(2);
  });

  it('is told once to each client, also to one that wants a folder and a file in it', async () => {
    const server = notes();
    const { attach, modern, hub } = openRelay(server);
    const client = await attach(at('notes'));
    for (const uri of ['file:///d', 'file:///d/f']) await client.ask('resources/subscribe', { uri });
    const listens = [['file:///d'], ['file:///d/f']].map(
      (resourceSubscriptions) =>
        modern(at('notes'), 'subscriptions/listen', { notifications: { resourceSubscriptions } }).got,
    );
    await settled();
    hub.onNotification(null, 'notifications/resources/updated', updated);
    expect(client.heard).toHaveLength(1);
    expect(listens.map(({ before }) => before.length)).toEqual([2, 2]);
  });

  it('to a folder whose URI ends with a slash hears of what is in it, and of nothing beside it', async () => {
    const { modern, hub } = openRelay(notes());
    const notifications = { resourceSubscriptions: ['file:///d/'] };
    const { got } = modern(at('notes'), 'subscriptions/listen', { notifications });
    await settled();
    hub.onNotification(null, 'notifications/resources/updated', { uri: 'file:///do' });
    hub.onNotification(null, 'notifications/resources/updated', updated);
    expect(got.before.map(({ params }) => params?.['uri'])).toEqual([undefined, 'file:///d/f']);
  });
});

describe('a log level', () => {
  it('that a client of all servers set counts for those that it uses later', async () => {
    const server = notes();
    const { attach } = openRelay(server);
    const client = await attach({ kind: 'all' });
    await client.ask('logging/setLevel', { level: 'debug' });
    expect(asked(server, 'logging/setLevel')).toBe(0);
    await client.ask('tools/list');
    expect(asked(server, 'logging/setLevel')).toBe(1);
  });

  it('wakes no server that sleeps, nor does a client that leaves; it is told at the next start', async () => {
    const server = notes();
    const { attach, hub } = openRelay(server);
    server.isReady = false;
    const one = await attach(at('notes'));
    await one.ask('logging/setLevel', { level: 'debug' });
    const other = await attach(at('notes'));
    await other.ask('logging/setLevel', { level: 'error' });
    one.session.close();
    await settled();
    expect(asked(server, 'logging/setLevel')).toBe(0);
    server.isReady = true;
    hub.onReady(null);
    expect(server.asked.find(({ method }) => method === 'logging/setLevel')?.params).toEqual({
      level: 'error',
    });
  });
});
