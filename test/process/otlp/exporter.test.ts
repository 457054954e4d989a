import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { createOtlp, type OtlpOptions } from '#engine/telemetry/telemetry.ts';
import { madeUpServer, madeUpSnapshot } from '../../unit/telemetry/families/made-up-snapshot.ts';
import { openTrafficLog, SUCCESS } from '../../unit/telemetry/traffic/open-traffic-log.ts';
import { until } from '../harness/until.ts';
import { attribute, KIND, openCollector } from './collector.ts';

type Settings = NonNullable<ReturnType<OtlpOptions['settings']>>;

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** An exporter with a real clock, and a traffic log that it follows. */
function exporter(first: Partial<Settings> | null) {
  const traffic = openTrafficLog();
  const faults: string[] = [];
  const whole = (settings: Partial<Settings>): Settings => ({
    url: '',
    headers: {},
    intervalMs: 50,
    metrics: true,
    traces: true,
    ...settings,
  });
  let settings = first === null ? null : whole(first);
  const otlp = createOtlp({
    clock: systemClock,
    version: '1.2.3',
    settings: () => settings,
    snapshot: () => madeUpSnapshot([madeUpServer('files')], [...traffic.log.operations()]),
    traffic: traffic.log,
    onFault: (text) => faults.push(text),
  });
  onTestFinished(() => otlp.close());
  return {
    otlp,
    faults,
    traffic,
    change(next: Partial<Settings> | null) {
      settings = next === null ? null : whole(next);
      otlp.look();
    },
    /** It is loaded after the first settings, so that the first requests may go by. */
    async untilTraced() {
      await until('requests are traced', () => {
        const trace = traffic.start();
        const isTraced = trace.traceparent() !== null;
        trace.end(SUCCESS);
        return isTraced;
      });
    },
  };
}

test('a collector gets the figures of each server, in units and with the names of OpenTelemetry', async () => {
  const collector = await openCollector();
  const { traffic } = exporter({ url: collector.url, headers: { 'x-key': 'k' } });
  traffic.take(30);
  await until('figures came', () => collector.posts.metrics > 1);
  const named = (name: string) => collector.metrics().filter((metric) => metric.name === name);
  const [memory] = named('signalbox.server.resident_memory');
  expect(memory).toMatchObject({ unit: 'By', gauge: { dataPoints: [{ asDouble: 50_000_000 }] } });
  expect(attribute(memory?.gauge?.dataPoints[0]?.attributes ?? [], 'server')).toBe('files');
  const [cpu] = named('signalbox.server.cpu');
  expect(cpu).toMatchObject({ unit: 's', sum: { isMonotonic: true } });
  const [duration] = named('mcp.server.operation.duration');
  const [point] = duration?.histogram?.dataPoints ?? [];
  expect(duration?.unit).toBe('s');
  expect(point).toMatchObject({ count: 1 });
  expect(point?.explicitBounds).toHaveLength(14);
  expect(point?.bucketCounts.map(Number)).toEqual([0, 0, 1, ...Array.from({ length: 12 }, () => 0)]);
  expect(attribute(point?.attributes ?? [], 'gen_ai.tool.name')).toBe('read');
  expect(collector.headers[0]).toMatchObject({ 'x-key': 'k', 'content-type': 'application/json' });
});

test('a collector gets a trace of each request by its correlation id', async () => {
  const collector = await openCollector();
  const { traffic, untilTraced } = exporter({ url: collector.url, metrics: false });
  await untilTraced();
  const trace = traffic.start({ correlationId: TRACE });
  const told = trace.traceparent();
  trace.end(SUCCESS);
  const spans = await until('the trace came', () => {
    const found = collector.spans.filter(({ traceId }) => traceId === TRACE);
    return found.length > 0 && found;
  });
  const [facingClient, facingServer] = [KIND.server, KIND.client].map((kind) =>
    spans.find((span) => span.kind === kind),
  );
  expect(spans).toHaveLength(2);
  expect(facingClient?.name).toBe('tools/call read');
  expect(facingServer?.parentSpanId).toBe(facingClient?.spanId);
  expect(told).toBe(`00-${TRACE}-${facingServer?.spanId}-01`);
  expect(collector.posts.metrics).toBe(0);
});

test('another collector gets what comes after the settings were changed, and nobody after they were taken out', async () => {
  const [first, second] = [await openCollector(), await openCollector()];
  const { change, traffic, untilTraced } = exporter({ url: first.url });
  await until('the first gets figures', () => first.posts.metrics > 0);
  change({ url: `${second.url}/` });
  await until('the second gets figures', () => second.posts.metrics > 0);
  await untilTraced();
  const { metrics } = first.posts;
  change(null);
  await until('nothing is traced any more', () => {
    const trace = traffic.start();
    const isTraced = trace.traceparent() !== null;
    trace.end(SUCCESS);
    return !isTraced;
  });
  expect(first.posts.metrics).toBe(metrics);
});

test('a collector that is not there is told of once, without its secrets, and holds nothing up', async () => {
  const collector = await openCollector();
  collector.answer(400);
  const url = collector.url.replace('http://', 'http://user:secret@');
  const { faults, otlp, traffic, untilTraced } = exporter({ url: `${url}/?key=secret` });
  await until('it is told', () => faults.length > 0);
  await untilTraced();
  for (let at = 0; at < 300; at++) traffic.start().end(SUCCESS);
  await until('lost traces are counted', () => otlp.dropped >= 256);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(new URL(collector.url).host);
  expect(faults[0]).not.toContain('secret');
});

test('the end comes within its time though the collector answers nothing', async () => {
  const collector = await openCollector();
  collector.answer(null);
  const { otlp, traffic, untilTraced } = exporter({ url: collector.url });
  await untilTraced();
  traffic.start().end(SUCCESS);
  await until('it was sent something', () => collector.posts.metrics > 0);
  await otlp.close();
  expect(traffic.start().traceparent()).toBeNull();
});

test('what waits is sent at the end', async () => {
  const collector = await openCollector();
  const { otlp, traffic, untilTraced } = exporter({ url: collector.url, intervalMs: 60_000 });
  await untilTraced();
  traffic.start({ correlationId: TRACE }).end(SUCCESS);
  await otlp.close();
  expect(collector.posts.metrics).toBe(1);
  expect(collector.spans.map(({ traceId }) => traceId)).toContain(TRACE);
});
