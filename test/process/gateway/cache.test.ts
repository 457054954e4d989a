import { expect, it } from 'vitest';
import { until } from '../harness/until.ts';
import { type TestClient, textOf } from './harness/client.ts';
import { openGateway } from './harness/gateway.ts';
import { toldServer } from './harness/told-server.ts';

const URI = 'test://note';

async function read(client: TestClient): Promise<string | undefined> {
  const { result } = await client.request('resources/read', { uri: URI });
  const [first] = (result?.['contents'] ?? []) as { text?: string }[];
  return first?.text;
}

const tool = (client: TestClient, name: string) =>
  client.request('tools/call', { name, arguments: {} }).then(textOf);

it('what was read is kept for all clients until the server says that it changed', async () => {
  const told = toldServer({ cache: { ttl: '5m' } });
  const gateway = await openGateway({ told: told.entry });
  const [one, other] = [await gateway.http('told'), await gateway.pipe('told')];
  expect(await read(one)).toBe('read 1');
  expect(await read(one)).toBe('read 1');
  expect(await read(other)).toBe('read 1');
  expect(told.count('read')).toBe(1);
  await tool(one, 'change');
  await until('it is read anew', async () => (await read(other)) === 'read 2');
  const { servers } = await gateway.engine.call('traffic', {});
  expect(servers.find(({ server }) => server === 'told')?.cache_hits).toBeGreaterThanOrEqual(2);
});

it('who reads the same at the same time is answered by one read', async () => {
  const told = toldServer({ cache: { ttl: '5m' } }, { READ_MS: '500' });
  const gateway = await openGateway({ told: told.entry });
  const clients = [await gateway.http('told'), await gateway.pipe('told')];
  const texts = await Promise.all([...clients, ...clients, ...clients].map(read));
  expect(new Set(texts)).toEqual(new Set(['read 1']));
  expect(told.count('read')).toBe(1);
});

it('nothing is kept where the configuration says so, and no tool’s answer unless it says so', async () => {
  const kept = toldServer({ cache: { ttl: '5m' }, tools: { rules: { who: { cache: '5m' } } } });
  const plain = toldServer({ cache: false });
  const gateway = await openGateway({ kept: kept.entry, plain: plain.entry });
  const asked = await gateway.http('plain');
  expect(await read(asked)).toBe('read 1');
  expect(await read(asked)).toBe('read 2');
  const client = await gateway.http('kept');
  expect(await tool(client, 'who')).toBe(await tool(client, 'who'));
  await tool(client, 'lists');
  await tool(client, 'lists');
  expect(kept.count('who')).toBe(1);
  expect(kept.count('lists')).toBe(2);
});
