import { expect, it } from 'vitest';
import { isAlive } from '../harness/processes.ts';
import { until } from '../harness/until.ts';
import { type ClientOptions, type TestClient, textOf } from './harness/client.ts';
import { openGateway } from './harness/gateway.ts';
import { toldServer } from './harness/told-server.ts';

const tool = (client: TestClient, name: string) =>
  client.request('tools/call', { name, arguments: {} }).then(textOf);
const pid = async (client: TestClient): Promise<number> => Number(await tool(client, 'who'));

/** A client whose person answers with this name. */
const person = (name: string): Partial<ClientOptions> => ({
  name,
  capabilities: { elicitation: {} },
  onRequest: async () => ({ action: 'accept', content: { name } }),
});

it('ten clients share one process', async () => {
  const gateway = await openGateway({ told: toldServer({ share: 'one' }).entry });
  const clients = await Promise.all(
    Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? gateway.http('told') : gateway.pipe('told'))),
  );
  const pids = await Promise.all(clients.map(pid));
  expect(new Set(pids)).toEqual(new Set([(await gateway.engine.server('told')).pid]));
  expect(gateway.home.pidsOf('told')).toHaveLength(1);
});

it('with a process for each client its questions go to that client, and its process ends when the client has left', async () => {
  const gateway = await openGateway({ told: toldServer({ share: 'per-client' }).entry });
  const ada = await gateway.http('told', person('ada'));
  const bob = await gateway.pipe('told', person('bob'));
  const [adas, bobs] = [await pid(ada), await pid(bob)];
  expect(adas).not.toBe(bobs);
  expect(await Promise.all([tool(ada, 'ask'), tool(bob, 'ask')])).toEqual([
    '{"action":"accept","content":{"name":"ada"}}',
    '{"action":"accept","content":{"name":"bob"}}',
  ]);
  await bob.leave();
  await until('the process of the client that left has ended', () => !isAlive(bobs));
  expect(await pid(ada)).toBe(adas);
});

it('a shared process may ask a client only while that one is alone with it', async () => {
  const gateway = await openGateway({ told: toldServer({ share: 'one' }).entry });
  const ada = await gateway.http('told', person('ada'));
  expect(await tool(ada, 'ask')).toBe('{"action":"accept","content":{"name":"ada"}}');
  const bob = await gateway.pipe('told', person('bob'));
  expect(await tool(ada, 'ask')).toContain('"error"');
  expect(await tool(bob, 'ask')).toContain('"error"');
  await bob.leave();
  await until('the one that is left is asked again', async () => (await tool(ada, 'ask')).includes('"ada"'));
});

it('a server that was seen to ask its client gives each later client a process of its own, and says why', async () => {
  const gateway = await openGateway({ told: toldServer().entry });
  const shared = async () => {
    const { servers } = await gateway.engine.call('traffic', {});
    return servers.find(({ server }) => server === 'told');
  };
  expect(await shared()).toMatchObject({ share: 'one' });
  const ada = await gateway.http('told', person('ada'));
  expect(await tool(ada, 'ask')).toContain('"ada"');
  expect(await shared()).toMatchObject({ share: 'per-client', share_reason: expect.stringContaining('ask') });
  const [bob, eve] = [await gateway.http('told', person('bob')), await gateway.pipe('told', person('eve'))];
  expect(await pid(bob)).not.toBe(await pid(eve));
  expect(await Promise.all([tool(bob, 'ask'), tool(eve, 'ask')])).toEqual([
    expect.stringContaining('"bob"'),
    expect.stringContaining('"eve"'),
  ]);
});
