import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';
import { callTool, openSupervision } from './open-supervision.ts';

const PING = { method: 'tools/list', params: {}, timeoutMs: 60_000 };

test('what a server said in its handshake is known while it sleeps, and after a restart of Signalbox', async () => {
  const home = await makeHome();
  const servers = { lazy: fixture('well-behaved', { start: 'on-demand' }) };
  const first = await openSupervision(servers, { home });
  const upstream = first.upstream('lazy');
  expect(upstream.handshake).toBeNull();
  const known = await upstream.known(60_000);
  expect(known).toMatchObject({ kind: 'known', handshake: { serverName: 'well-behaved', era: 'legacy' } });
  await first.supervision.stop(['lazy']);
  first.supervision.start(['lazy']);
  await until('it is ready again', () => upstream.isReady);
  await first.close();

  const second = await openSupervision(servers, { home });
  expect(second.upstream('lazy').handshake).toMatchObject({
    serverName: 'well-behaved',
    said: { capabilities: { tools: {} }, serverInfo: { name: 'well-behaved' } },
  });
  expect(await second.upstream('lazy').known(60_000)).toMatchObject({ kind: 'known' });
  expect(second.upstream('lazy').isReady).toBe(false);
  const views = second.supervision.views();
  expect(views.map(({ state }) => state)).toEqual(['stopped']);

  // Another launch is another server.
  const { launchKey } = second.upstream('lazy');
  await second.configure({ lazy: fixture('modern', { start: 'on-demand' }) });
  expect(second.upstream('lazy').launchKey).not.toBe(launchKey);
  expect(second.upstream('lazy').handshake).toBeNull();
  expect(await second.upstream('lazy').known(60_000)).toMatchObject({ handshake: { era: 'modern' } });
});

test('who waits for a server that can not start is told why, and who gives up waits no longer', async () => {
  const { upstream, supervision } = await openSupervision({
    stopped: fixture('well-behaved', { start: 'on-demand' }),
    missing: { command: 'there-is-no-such-command', start: 'on-demand' },
    mute: fixture('never-answers', { start: 'on-demand' }),
  });
  await supervision.stop(['stopped']);
  expect(await upstream('stopped').known(60_000)).toEqual({
    kind: 'unavailable',
    message: 'it is not running: stopped by you',
  });
  expect(await upstream('missing').known(60_000)).toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/^it is down: .*there-is-no-such-command/),
  });
  expect(await upstream('mute').known(200)).toMatchObject({ message: 'it was not ready within 200 ms' });
  const abort = new AbortController();
  const waiting = upstream('mute').known(60_000, abort.signal);
  abort.abort();
  expect((await waiting).kind).toBe('unavailable');
});

test('what a server tells and asks on its own reaches the gateway, and what is said to it arrives', async () => {
  const { upstream, told } = await openSupervision({ talker: fixture('tells-its-client') });
  const talker = upstream('talker');
  await callTool(talker, 'tell');
  await until('the notification came', () => told.some(({ what }) => what === 'notification'));
  expect(told.find(({ what }) => what === 'notification')).toMatchObject({
    server: 'talker',
    lane: null,
    method: 'notifications/message',
  });
  expect(await callTool(talker, 'ask')).toEqual({ answered: 'talker' });
  expect(told.find(({ what }) => what === 'request')).toMatchObject({ lane: null, method: 'roots/list' });
  talker.notify('notifications/roots/list_changed');
  expect((await callTool(talker, 'client'))['heard']).toContain('notifications/roots/list_changed');
});

test('the gateway is told of each start, and of each change of the configuration', async () => {
  const { upstream, told, supervision, configure } = await openSupervision({ a: fixture('well-behaved') });
  const ready = () => told.filter(({ what }) => what === 'ready').length;
  const configured = () => told.flatMap(({ what, server }) => (what === 'configured' ? [server] : []));
  await until('it is ready', () => ready() === 1);
  expect(configured()).toEqual(['a']);
  supervision.restart(['a']);
  await until('it is ready again', () => ready() === 2);
  const a = upstream('a');
  await configure({ a: fixture('well-behaved', { idleStop: '10m' }), b: fixture('well-behaved') });
  expect(configured()).toEqual(['a', 'b', 'a']);
  expect(a.config.idleStopMs).toBe(600_000);
  expect(upstream('a')).toBe(a);
  expect(supervision.upstreams().map(({ name }) => name)).toEqual(['a', 'b']);
  await configure({ b: fixture('well-behaved') });
  expect(supervision.upstream('a')).toBeNull();
  expect(configured().at(-1)).toBe('a');
  expect(await a.request(PING)).toMatchObject({ kind: 'unavailable' });
});

test('of fifty calls that a dying server was working on, those that may be repeated are answered by the next process', async () => {
  const { upstream, told } = await openSupervision({ a: fixture('tells-its-client') });
  const a = upstream('a');
  const before = await callTool(a, 'client');
  const ask = (name: string, more: object = {}) =>
    a.request({ method: 'tools/call', params: { name, arguments: {} }, timeoutMs: 60_000, ...more });
  const lost = Array.from({ length: 25 }, () => ask('wait'));
  const than = { params: { name: 'other', arguments: { than: before['pid'] } }, repeatable: true };
  const carried = Array.from({ length: 25 }, () => ask('other', than));
  for (const outcome of await Promise.all([...lost, ask('die')]))
    expect(outcome).toEqual({
      kind: 'unavailable',
      message: 'it ended while it worked on the request',
      wasSent: true,
    });
  for (const outcome of await Promise.all(carried))
    expect(outcome).toMatchObject({ kind: 'answered', retries: 1 });
  const later = await callTool(a, 'client');
  expect(later['pid']).not.toBe(before['pid']);
  expect(told.filter(({ what }) => what === 'ready')).toHaveLength(2);
});
