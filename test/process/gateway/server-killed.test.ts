import { expect, it } from 'vitest';
import { pidOf } from '../harness/look.ts';
import { until } from '../harness/until.ts';
import { MODERN, textOf } from './harness/client.ts';
import { openGateway } from './harness/gateway.ts';
import { toldServer } from './harness/told-server.ts';

const EACH = 17;

it('of a server that is killed under fifty calls each caller is told so, or answered by its next process where that is safe', async () => {
  const gateway = await openGateway({ told: toldServer({ share: 'one' }).entry });
  const pid = pidOf(await gateway.engine.server('told'));
  const clients = [
    await gateway.http('told'),
    await gateway.pipe('told'),
    await gateway.http('told', { revision: MODERN }),
  ];
  const hold = (name: string) =>
    clients.flatMap((client) =>
      Array.from({ length: EACH }, () => client.request('tools/call', { name, arguments: { pid } })),
    );
  const unsafe = Promise.all(hold('hold'));
  const safe = Promise.all(hold('hold_read_only'));
  await until('all calls are at the server', async () => {
    const { in_flight } = await gateway.engine.call('traffic', {});
    return in_flight.length === 6 * EACH && in_flight.every(({ queued }) => !queued);
  });

  process.kill(pid, 'SIGKILL');

  for (const { error } of await unsafe) {
    expect(error).toMatchObject({ code: -31002, data: { source: 'signalbox', reason: 'server-ended' } });
    expect(error?.message).toContain('told');
  }
  const answeredBy = (await safe).map(textOf);
  const next = pidOf((await gateway.engine.untilReady('told'))[0] ?? (await gateway.engine.server('told')));
  expect(next).not.toBe(pid);
  expect(new Set(answeredBy)).toEqual(new Set([String(next)]));
  // The same sessions go on: nobody has to begin anew.
  for (const client of clients) {
    expect(textOf(await client.request('tools/call', { name: 'who', arguments: {} }))).toBe(String(next));
    expect(client.strays).toEqual([]);
  }
});
