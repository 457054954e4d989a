import { expect, it } from 'vitest';
import { JoinedLists } from '#engine/gateway/offer/joined-lists.ts';
import { ServerNames } from '#engine/gateway/offer/server-names.ts';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from '../relay/open-relay.ts';

function server(name: string): FakeUpstream {
  const upstream = new FakeUpstream(name, 'legacy', { tools: {}, resources: {}, prompts: {} });
  upstream.answers('tools/list', () => ({ tools: [{ name: 'read' }, { name: 'write' }] }));
  upstream.answers('resources/list', () => ({ resources: [{ uri: `file:///${name}` }] }));
  upstream.answers('resources/templates/list', () => ({ resourceTemplates: [] }));
  upstream.answers('prompts/list', () => ({ prompts: [{ name: 'greet' }] }));
  return upstream;
}

it('a client that came before any server was known can use what they turn out to have', async () => {
  const files = server('files');
  const { handshake } = files;
  files.handshake = null;
  const { attach } = openRelay(files);
  const client = await attach({ kind: 'all' });
  files.handshake = handshake;
  expect((await client.ask('resources/list')).result).toEqual({ resources: [{ uri: 'file:///files' }] });
});

it('a client that came when all servers were known is offered only what they have', async () => {
  const plain = new FakeUpstream('plain', 'legacy', { tools: {} });
  const { attach } = openRelay(plain);
  const client = await attach({ kind: 'all' });
  expect((await client.ask('resources/list')).error.message).toContain('Method not found');
});

it('lists of all servers that are known are answered at once, and not made anew', async () => {
  const { attach, hubs } = openRelay(server('a'), server('b'));
  const client = await attach({ kind: 'all' });
  const first = await client.ask('tools/list');
  expect(client.begin('tools/list').result).toEqual(first.result);
  expect((first.result['tools'] as { name: string }[]).map(({ name }) => name)).toEqual([
    'a__read',
    'a__write',
    'b__read',
    'b__write',
  ]);
  const names = new ServerNames(() => hubs);
  const made = names.of('tools/list');
  expect(names.of('tools/list')).toBe(made);
  hubs[0]?.onNotification(null, 'notifications/tools/list_changed', {});
  expect(names.of('tools/list')).not.toBe(made);
});

it('of two tools of one name that a server lists, on two pages even, clients see the first alone', async () => {
  const twice = server('a');
  twice.answers('tools/list', ({ params }) =>
    !('cursor' in params)
      ? { tools: [{ name: 'read', title: 'first' }, { name: 'read' }], nextCursor: '2' }
      : { tools: [{ name: 'read', title: 'second' }, { name: 'write' }] },
  );
  const { attach } = openRelay(twice);
  const [all, one] = [await attach({ kind: 'all' }), await attach(at('a'))];
  expect((await all.ask('tools/list')).result['tools']).toEqual([
    { name: 'a__read', title: 'first' },
    { name: 'a__write' },
  ]);
  expect((await one.ask('tools/list')).result['tools']).toEqual([
    { name: 'read', title: 'first' },
    { name: 'write' },
  ]);
});

it('a list of all is the same for clients that see the same, and another for who was narrowed', async () => {
  const { attach, all, hubs } = openRelay(server('a'), server('b'));
  const one = await attach({ kind: 'all' });
  const other = await attach({ kind: 'all' });
  await one.ask('tools/list');
  await all.narrow(one.session, new Set(['b__read']));
  const names = async (client: typeof one) =>
    ((await client.ask('tools/list')).result['tools'] as { name: string }[]).map(({ name }) => name);
  expect(await names(one)).toEqual(['b__read']);
  expect(await names(other)).toHaveLength(4);
  all.narrow(one.session, null);
  expect(await names(one)).toHaveLength(4);
  const joined = new JoinedLists();
  const combined = new ServerNames(() => hubs).of('tools/list');
  const join = (only: ReadonlySet<string> | null) =>
    joined.join('tools/list', [], combined, only === null ? null : { names: only, alwaysOf: 'signalbox' });
  const kept = join(null);
  expect(join(new Set())).not.toBe(kept);
  expect(join(null)).toBe(kept);
});

it('a server that changes while others are asked is shown as it is when the list is made', async () => {
  const [a, b] = [server('a'), server('b')];
  const held = Promise.withResolvers<object>();
  b.answers('tools/list', () => held.promise);
  const { attach } = openRelay(a, b);
  const client = await attach({ kind: 'all' });
  const got = client.begin('tools/list');
  await settled();
  expect(got.response).toBeNull();
  held.resolve({ tools: [{ name: 'late' }] });
  await got.over();
  expect(JSON.stringify(got.result)).toContain('b__late');
});

it('a server that nobody gets an answer of holds up the list of all for a while only', async () => {
  const [a, b] = [server('a'), server('b')];
  b.answers('tools/list', () => new Promise(() => {}));
  const { attach, clock } = openRelay(a, b);
  const client = await attach({ kind: 'all' });
  const got = client.begin('tools/list');
  await settled();
  clock.advance(8_000);
  await got.over();
  expect(got.result['tools']).toHaveLength(2);
  expect((await (await attach(at('a'))).ask('tools/list')).result['tools']).toHaveLength(2);
});
