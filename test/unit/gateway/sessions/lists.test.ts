import { describe, expect, it } from 'vitest';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from '../relay/open-relay.ts';

const never = () => new Promise<object>(() => {});

function server(name = 'files'): FakeUpstream {
  return new FakeUpstream(name, 'legacy', { tools: {}, resources: {}, prompts: {} });
}

function fault(code: number): object {
  const answer = { kind: 'error' as const, code, message: 'no' };
  return { kind: 'answered', answer, instance: 1, queuedMs: 0, ms: 0, retries: 0 };
}

describe('a list that is waited for', () => {
  it('ends with an error that says why when Signalbox closes', async () => {
    const files = server();
    files.answers('tools/list', never);
    const { attach } = openRelay(files);
    const client = await attach(at('files'));
    const got = client.begin('tools/list');
    await settled();
    client.session.end('closing');
    expect(got.error.data).toMatchObject({ reason: 'engine-closing' });
  });

  it('can be cancelled by a person who watches, and its client is told', async () => {
    const files = server();
    files.answers('tools/list', never);
    const { attach, hub, records } = openRelay(files);
    const client = await attach(at('files'));
    const got = client.begin('tools/list');
    await settled();
    expect(hub.traffic.cancel(hub.traffic.inFlight()[0]?.seq ?? -1)).toBe(true);
    expect(got.error.data).toMatchObject({ reason: 'cancelled' });
    expect(records()[0]?.error?.class).toBe('cancelled');
  });

  it('is dropped, and nothing is answered, when its client took it back', async () => {
    const files = server();
    files.answers('tools/list', never);
    const { attach } = openRelay(files);
    const client = await attach(at('files'));
    const got = client.begin('tools/list', {}, 'mine');
    await settled();
    client.session.notify({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 'mine' },
    });
    expect([got.dropped, got.response]).toEqual([true, null]);
  });
});

describe('a request whose server is still being looked for', () => {
  it('ends with an error that says why when Signalbox closes', async () => {
    const [one, other] = [server('one'), server('other')];
    for (const each of [one, other]) each.answers('resources/list', never);
    const { attach } = openRelay(one, other);
    const client = await attach({ kind: 'all' });
    const got = client.begin('resources/read', { uri: 'file:///x' });
    await settled();
    client.session.end('closing');
    expect(got.error.data).toMatchObject({ reason: 'engine-closing' });
  });
});

it('a fault of Signalbox is an answer to the list, and is told', async () => {
  const files = server();
  const { attach, hub, faults } = openRelay(files);
  const client = await attach(at('files'));
  const broken = new Error('broken');
  hub.shared.lists.get = async () => {
    throw broken;
  };
  expect((await client.ask('tools/list')).error.data).toMatchObject({ reason: 'internal' });
  expect(faults).toEqual([broken]);
});

it('a client hears of changes of those lists alone that it was offered', async () => {
  const plain = new FakeUpstream('plain', 'legacy', { tools: {} });
  const { attach } = openRelay(plain);
  const client = await attach({ kind: 'all' });
  for (const kind of ['tools', 'prompts', 'resources'])
    client.session.tell({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` });
  expect(client.heard.map(({ method }) => method)).toEqual(['notifications/tools/list_changed']);
});

describe('the record of a list', () => {
  it('counts a server that did not answer in time as a timeout', async () => {
    const files = server();
    files.answers('tools/list', () => ({ kind: 'timeout', message: 'it took too long' }));
    const { attach, records } = openRelay(files);
    await (await attach(at('files'))).ask('tools/list');
    expect(records()[0]?.error?.class).toBe('timeout');
  });

  it('counts an error of the server as the server’s, whatever its code', async () => {
    const files = server();
    files.answers('tools/list', () => fault(1234));
    const { attach, records } = openRelay(files);
    await (await attach(at('files'))).ask('tools/list');
    expect(records()[0]?.error).toMatchObject({ class: 'protocol', code: 1234 });
  });

  it('says that the breaker is open', async () => {
    const files = server();
    files.answers('tools/call', () => fault(-32603));
    const { attach, records, hub } = openRelay(files);
    const client = await attach(at('files'));
    for (let i = 0; i < 5; i += 1) await client.ask('tools/call', { name: 'x' });
    expect(hub.breaker.state).toBe('open');
    await client.ask('prompts/list');
    expect(records()[0]).toMatchObject({ method: 'prompts/list', breaker: 'open' });
  });
});

it('a client’s lists count as requests of which it may send only so many a second', async () => {
  const files = server();
  files.answers('tools/list', () => ({ tools: [] }));
  const { attach, settings } = openRelay(files);
  Object.assign(settings, { ratePerSecond: 1 });
  const client = await attach(at('files'));
  await client.ask('tools/list');
  expect((await client.ask('tools/list')).error.data).toMatchObject({ reason: 'rate-limit' });
});
