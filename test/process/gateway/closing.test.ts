import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { until } from '../harness/until.ts';
import { MODERN } from './harness/client.ts';
import { type Gateway, openGateway } from './harness/gateway.ts';

function inFlight({ engine }: Gateway): Promise<number> {
  return engine.call('traffic', {}).then(({ in_flight }) => in_flight.length);
}

test.each(['http', 'pipe'] as const)(
  'a client that waits for an answer over %s hears that Signalbox is closing',
  async (way) => {
    const gateway = await openGateway({ slow: fixture('hangs-on-request') });
    const legacy = await gateway[way]('slow');
    const modern = await gateway[way]('slow', { revision: MODERN });
    const answers = [legacy, modern].map((client) => client.request('tools/call', { name: 'echo' }));
    await until('both are in flight', async () => (await inFlight(gateway)) >= 2 || null);
    await gateway.engine.end();
    for (const { error } of await Promise.all(answers))
      expect(error).toMatchObject({ data: { reason: 'engine-closing' } });
  },
);

test('a client of the admin server is sent away when that is switched off, over a pipe too', async () => {
  const gateway = await openGateway({ echo: fixture('dual-era') });
  const client = await gateway.pipe('signalbox');
  expect((await client.request('tools/list')).result).toHaveProperty('tools');
  await gateway.home.configure({ echo: fixture('dual-era') }, { gateway: { admin: false } });
  await until('it is gone', async () => {
    const { clients } = await gateway.engine.call('traffic', {});
    return clients.length === 0 || null;
  });
  await expect(gateway.pipe('signalbox')).rejects.toThrow('HTTP 404');
});

test('a client of the admin server alone is told that there are no tools to pick from, and costs no server anything', async () => {
  const gateway = await openGateway({ echo: { ...fixture('dual-era'), share: 'per-client' } });
  const client = await gateway.http('signalbox');
  const { result } = await client.request('tools/call', {
    name: 'analyze_prompt',
    arguments: { prompt: 'say something' },
  });
  expect(result).toMatchObject({ isError: true });
  expect(JSON.stringify(result)).toContain('/mcp');
  const { servers } = await gateway.engine.call('traffic', {});
  expect(servers.find(({ server }) => server === 'echo')?.clients).toBe(0);
});
