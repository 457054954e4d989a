import { expect, test } from 'vitest';
import { FIXTURES, fixture } from '../harness/fixture.ts';
import { someFreePort } from '../harness/free-port.ts';
import { makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';
import { callTool, openSupervision } from './open-supervision.ts';

const anna = { info: { name: 'anna', version: '1' }, capabilities: { roots: {} } };
const ben = { info: { name: 'ben', version: '2' }, capabilities: {} };

test('a client gets a process of its own, which is told who it speaks with and ends with it', async () => {
  const home = await makeHome();
  const { upstream, supervision, told } = await openSupervision(
    { own: fixture('tells-its-client', { start: 'on-demand' }) },
    { home },
  );
  const own = upstream('own');
  const lanes = [anna, ben].map((client) => own.openLane(client));
  expect(home.pidsOf('own')).toEqual([]);
  const [first, second] = await Promise.all(lanes.map((lane) => callTool(lane, 'client')));
  expect(first?.['client']).toMatchObject({ clientInfo: anna.info, capabilities: anna.capabilities });
  expect(second?.['client']).toMatchObject({ clientInfo: ben.info, capabilities: ben.capabilities });
  expect(first?.['pid']).not.toBe(second?.['pid']);
  // Nobody asked the one that all share.
  expect([own, ...lanes].map(({ isReady }) => isReady)).toEqual([false, true, true]);
  expect(own.handshake).toMatchObject({ serverName: 'tells-its-client' });
  const [view] = supervision.views();
  expect(view?.instances.map(({ instance, state }) => [instance, state])).toEqual([
    [1, 'stopped'],
    [2, 'ready'],
    [3, 'ready'],
  ]);
  expect(
    told
      .filter(({ what }) => what === 'ready')
      .map(({ lane }) => lane)
      .toSorted(),
  ).toEqual(expect.arrayContaining(lanes));

  await lanes[0]?.request({ method: 'tools/call', params: { name: 'tell' }, timeoutMs: 60_000 });
  await until('its notification came', () => told.some(({ what }) => what === 'notification'));
  expect(told.find(({ what }) => what === 'notification')?.lane).toBe(lanes[0]);

  const unanswered = lanes[0]?.request({
    method: 'tools/call',
    params: { name: 'wait' },
    timeoutMs: 60_000,
  });
  lanes[0]?.close();
  lanes[0]?.close();
  expect((await unanswered)?.kind).toBe('unavailable');
  await until('its process is gone', () => home.pidsOf('own').length === 1);
  expect(home.pidsOf('own')).toEqual([second?.['pid']]);
  await until('it is no longer shown', () => supervision.views()[0]?.instances.length === 2);
  expect(own.openLane(anna).handshake).toBeNull();
  lanes[1]?.close();
});

test("a client's process is started again when it dies, and goes down and up with its server", async () => {
  const home = await makeHome();
  const { upstream, supervision, configure, told } = await openSupervision(
    { own: fixture('tells-its-client') },
    { home },
  );
  const lane = upstream('own').openLane(anna);
  const pid = async () => (await callTool(lane, 'client'))['pid'];
  const first = await pid();
  const outcome = await lane.request({ method: 'tools/call', params: { name: 'die' }, timeoutMs: 60_000 });
  expect(outcome).toMatchObject({ kind: 'unavailable', wasSent: true });
  const second = await pid();
  expect(second).not.toBe(first);
  const wishes = () => told.filter(({ what }) => what === 'wished').length;
  expect(wishes()).toBe(0);

  await supervision.stop(['own']);
  expect(home.pidsOf('own')).toEqual([]);
  const refused = { kind: 'unavailable', message: 'it is not running: stopped by you' };
  expect(await lane.request({ method: 'tools/list', params: {}, timeoutMs: 60_000 })).toMatchObject(refused);
  const late = upstream('own').openLane(ben);
  expect(await late.known(60_000)).toEqual(refused);
  supervision.start(['own']);
  expect(wishes()).toBe(1);
  const third = await pid();
  expect((await callTool(late, 'client'))['client']).toMatchObject({ clientInfo: ben.info });

  supervision.restart(['own']);
  expect(wishes()).toBe(2);
  await until('all three are others', async () => (await pid()) !== third);
  await configure({});
  expect(await lane.request({ method: 'tools/list', params: {}, timeoutMs: 60_000 })).toMatchObject({
    kind: 'unavailable',
  });
  expect(home.pidsOf('own')).toEqual([]);
});

test('no more clients get a process of their own than may attach', async () => {
  const { upstream } = await openSupervision(
    { own: fixture('tells-its-client', { start: 'on-demand' }) },
    { beside: { gateway: { maxClients: 1 } } },
  );
  const own = upstream('own');
  const first = own.openLane(anna);
  const second = own.openLane(ben);
  expect(await second.known(60_000)).toEqual({
    kind: 'unavailable',
    message: '1 client has a process of its own already, and no more may',
  });
  expect((await first.known(60_000)).kind).toBe('known');
  second.close();
});

test('a server that opens a port has one process, and a connection for each client', async () => {
  const home = await makeHome();
  const port = await someFreePort();
  const { upstream } = await openSupervision(
    {
      web: {
        command: process.execPath,
        args: [`${FIXTURES}http-server.js`, String(port)],
        url: `http://127.0.0.1:${port}/mcp`,
        start: 'on-demand',
      },
    },
    { home },
  );
  const lane = upstream('web').openLane(anna);
  expect(await lane.known(30_000)).toMatchObject({ kind: 'known' });
  expect(upstream('web').isReady).toBe(true);
  expect(home.pidsOf('web')).toHaveLength(1);
  lane.close();
});
