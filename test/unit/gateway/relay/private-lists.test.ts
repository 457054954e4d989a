import { expect, it } from 'vitest';
import { listTools } from '#engine/gateway/tool-list.ts';
import { settled } from '../../../fakes/fake-server.ts';
import { FakeUpstream } from '../../../fakes/fake-upstream.ts';
import { at, openRelay } from './open-relay.ts';

type Params = { readonly name: string; readonly _meta: Readonly<Record<string, { name: string }>> };
const CLIENT = 'io.modelcontextprotocol/clientInfo';

/** A modern server that lists a tool of everybody, and one that is named as the client. */
function notes(cacheScope: string | undefined = 'private'): FakeUpstream {
  const server = new FakeUpstream('notes', 'modern', { tools: {} });
  server.answers('tools/list', ({ params }) => ({
    resultType: 'complete',
    tools: [
      { name: 'all.of-us', inputSchema: {}, annotations: { readOnlyHint: true } },
      { name: `of.${(params as Params)._meta[CLIENT]?.name}`, inputSchema: {} },
    ],
    ttlMs: 60_000,
    ...(cacheScope === undefined ? {} : { cacheScope }),
  }));
  server.answers('tools/call', ({ params }) => ({
    resultType: 'complete',
    content: [],
    said: (params as Params).name,
  }));
  return server;
}

const asked = (server: FakeUpstream) => server.asked.filter(({ method }) => method === 'tools/list').length;
const names = (result: Record<string, unknown>) =>
  (result['tools'] as { name: string }[]).map(({ name }) => name);

it('what a server calls private, or does not call public, is shown to the client alone that it was said to', async () => {
  const server = notes(undefined);
  const { attach, kept } = openRelay(server);
  const anna = await attach(at('notes'), {}, 'anna');
  const ben = await attach(at('notes'), {}, 'ben');
  for (const each of [1, 2]) {
    expect(names((await anna.ask('tools/list')).result), `look ${each}`).toEqual(['all.of-us', 'of.anna']);
    expect(names((await ben.ask('tools/list')).result), `look ${each}`).toEqual(['all.of-us', 'of.ben']);
  }
  expect(asked(server)).toBe(2);
  expect(kept.size).toBe(0);
});

it('the window shows the tools of a server whose lists are private', async () => {
  const { hub, all } = openRelay(notes());
  expect((await listTools(hub, all)).tools.map(({ name }) => name)).toEqual(['all.of-us', 'of.signalbox']);
});

it('a tool of a private list is called at /mcp by the name that is listed there', async () => {
  const { attach } = openRelay(notes());
  const anna = await attach({ kind: 'all' }, {}, 'anna');
  const listed = names((await anna.ask('tools/list')).result);
  const called = await Promise.all(listed.map((name) => anna.ask('tools/call', { name })));
  expect(called.map(({ result }) => result['said'])).toEqual(['all.of-us', 'of.anna']);
});

it('the hints of a tool in a private list count', async () => {
  const server = notes();
  server.config = { ...server.config, retry: { attempts: 3, delayMs: 100 } };
  const { attach } = openRelay(server);
  const anna = await attach(at('notes'), {}, 'anna');
  await anna.ask('tools/list');
  await anna.ask('tools/call', { name: 'all.of-us' });
  expect(server.asked.at(-1)?.repeatable).toBe(true);
  await anna.ask('tools/call', { name: 'of.anna' });
  expect(server.asked.at(-1)?.repeatable).toBe(false);
});

it('the private list of a client that left is forgotten', async () => {
  const server = notes();
  const { attach, hub } = openRelay(server);
  const anna = await attach(at('notes'), {}, 'anna');
  await anna.ask('tools/list');
  expect(hub.shared.lists.peek('tools/list')?.items).toHaveLength(2);
  anna.session.close();
  expect(hub.shared.lists.peek('tools/list')).toBeNull();
});

it('names and hints of private lists are known while the server sleeps, but are shown to no client', async () => {
  const server = notes();
  const first = openRelay(server);
  first.hub.onReady(null);
  await settled();
  server.isReady = false;
  const later = openRelay(server);
  for (const [what, value] of first.kept) later.kept.set(what, value);
  expect(later.hub.shared.lists.hints('all.of-us')).toEqual({ readOnlyHint: true });
  const ben = await later.attach(at('notes'), {}, 'ben');
  expect(names((await ben.ask('tools/list')).result)).toEqual(['all.of-us', 'of.ben']);
});

it('texts of a list are made once for all clients that see the same', async () => {
  const server = new FakeUpstream('notes', 'legacy', { tools: {} });
  const clients = [{ client: 'x*', allow: ['*'], deny: [] }];
  server.config = { ...server.config, tools: { allow: ['*'], deny: [], rename: {}, rules: [], clients } };
  const { hub } = openRelay(server);
  const view = (name: string) => hub.filter.view({ name, token: null });
  expect(view('me 1')).toBe(view('me 2'));
  expect(view('x 1')).toBe(view('x 2'));
  expect(view('x 1')).not.toBe(view('me 1'));
  const before = view('me 1');
  server.config = { ...server.config, tools: { ...server.config.tools, deny: ['y'] } };
  expect(view('me 1')).not.toBe(before);
});
