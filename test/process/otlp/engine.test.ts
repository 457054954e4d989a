import { expect, test } from 'vitest';
import { type TestClient, textOf } from '../gateway/harness/client.ts';
import { openGateway } from '../gateway/harness/gateway.ts';
import { toldServer } from '../gateway/harness/told-server.ts';
import { until } from '../harness/until.ts';
import { attribute, KIND, openCollector } from './collector.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

/** What the server was told as the request's context. */
async function toldContext(client: TestClient, traceparent?: string): Promise<unknown> {
  const meta = traceparent === undefined ? {} : { _meta: { traceparent } };
  const answer = await client.request('tools/call', { name: 'meta', arguments: {}, ...meta });
  return JSON.parse(textOf(answer)).traceparent;
}

test('each request is a trace by its correlation id, from the client through to the server', async () => {
  const collector = await openCollector();
  const gateway = await openGateway(
    { told: toldServer().entry },
    { beside: { monitoring: { otlp: { url: collector.url, interval: '1s' } } } },
  );
  const client = await gateway.http('told');
  await until('requests are traced', async () => (await toldContext(client)) !== undefined);
  const told = await toldContext(client, `00-${TRACE}-${SPAN}-01`);
  const spans = await until('the trace came', () => {
    const found = collector.spans.filter(({ traceId }) => traceId === TRACE);
    return found.length >= 2 && found;
  });
  const facingClient = spans.find(({ kind }) => kind === KIND.server);
  const facingServer = spans.find(({ kind }) => kind === KIND.client);
  expect(facingClient).toMatchObject({ name: 'tools/call meta', parentSpanId: SPAN });
  expect(facingServer?.parentSpanId).toBe(facingClient?.spanId);
  expect(told).toBe(`00-${TRACE}-${facingServer?.spanId}-01`);

  const { requests } = await gateway.engine.call('requests', { server: 'told' });
  const known = new Set(requests.map((request) => request.correlation_id));
  expect(known).toContain(TRACE);
  await until('every request that was traced is among the records', () => collector.spans.length > 3);
  for (const { traceId } of collector.spans) expect(known).toContain(traceId);

  const metrics = await until('figures of requests came', () => {
    const found = collector.metrics();
    return found.some(({ name }) => name === 'mcp.server.operation.duration') && found;
  });
  const up = metrics.find(({ name }) => name === 'signalbox.server.up')?.gauge?.dataPoints ?? [];
  expect(up.map(({ attributes, asDouble }) => [attribute(attributes, 'server'), asDouble])).toEqual([
    ['told', 1],
  ]);
});

test('without a collector a server is told what its client said, and nothing else', async () => {
  const gateway = await openGateway({ told: toldServer().entry });
  const client = await gateway.http('told');
  expect(await toldContext(client)).toBeUndefined();
  const traceparent = `00-${TRACE}-${SPAN}-01`;
  expect(await toldContext(client, traceparent)).toBe(traceparent);
});

test('what a client does not record is passed on as it is', async () => {
  const collector = await openCollector();
  const gateway = await openGateway(
    { told: toldServer().entry },
    { beside: { monitoring: { otlp: { url: collector.url, interval: '1s' } } } },
  );
  const client = await gateway.http('told');
  await until('requests are traced', async () => (await toldContext(client)) !== undefined);
  const unrecorded = `00-${TRACE}-${SPAN}-00`;
  expect(await toldContext(client, unrecorded)).toBe(unrecorded);
});
