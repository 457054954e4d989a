import { expect, it } from 'vitest';
import { until } from '../harness/until.ts';
import { textOf } from './harness/client.ts';
import { openGateway } from './harness/gateway.ts';
import { toldServer } from './harness/told-server.ts';

const FAILURES = 5;
const OPEN_MS = 2_000;

it('a server whose calls all fail is left alone but for trials, and asked again when it has recovered', async () => {
  const told = toldServer({ breaker: { failures: FAILURES, open: `${OPEN_MS}ms` } });
  const gateway = await openGateway({ told: told.entry });
  const client = await gateway.http('told');
  const call = () => client.request('tools/call', { name: 'fail', arguments: {} });
  const breaker = async () => {
    const { servers } = await gateway.engine.call('traffic', {});
    return servers.find(({ server }) => server === 'told');
  };
  await told.setFailing(true);
  for (let seq = 0; seq < FAILURES; seq += 1) {
    expect((await call()).error).toMatchObject({ code: -32603, message: 'it fails' });
  }
  expect(await breaker()).toMatchObject({
    breaker: expect.stringContaining('open'),
    breaker_reason: expect.stringContaining('5 requests in a row failed; '),
  });
  // Nobody asks meanwhile.
  const view = async () => (await gateway.engine.snapshot()).servers.find(({ name }) => name === 'told');
  await until('the next request is a trial', async () => (await view())?.traffic.breaker === 'half-open');
  expect((await view())?.traffic.breaker_reason).toBe(
    '5 requests in a row failed; the next request is a trial',
  );

  // On a slow machine it may be time for a trial meanwhile: then that call, and no other, gets to the server.
  const startedMs = performance.now();
  const answers = await Promise.all(Array.from({ length: 50 }, call));
  const refused = answers.filter(({ error }) => error?.code === -31004);
  const trials = 50 - refused.length;
  expect(trials).toBeLessThanOrEqual(Math.ceil((performance.now() - startedMs) / OPEN_MS));
  expect(refused[0]?.error?.data).toMatchObject({ source: 'signalbox', reason: 'breaker-open' });
  expect(told.count('fail')).toBe(FAILURES + trials);

  // A trial that fails opens it again.
  await until('a trial was made', async () => (await call()).error?.code === -32603);
  expect((await breaker())?.breaker).not.toBe('closed');

  await told.setFailing(false);
  await until('a call is answered', async () => (await call()).result !== undefined);
  expect(textOf(await call())).toBe('well');
  expect(await breaker()).toMatchObject({ breaker: 'closed', breaker_reason: null });
});

it('without a breaker every call goes to the server', async () => {
  const told = toldServer({ breaker: false });
  const gateway = await openGateway({ told: told.entry });
  const client = await gateway.pipe('told');
  await told.setFailing(true);
  for (let seq = 0; seq < 3 * FAILURES; seq += 1) {
    expect((await client.request('tools/call', { name: 'fail', arguments: {} })).error?.code).toBe(-32603);
  }
  expect(told.count('fail')).toBe(3 * FAILURES);
});
