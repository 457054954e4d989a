import { expect, test } from 'vitest';
import type { TracedRequest } from '#engine/telemetry/telemetry.ts';
import { traceContext } from '#engine/telemetry/traffic/trace-context.ts';
import { openTrafficLog, SUCCESS } from './open-traffic-log.ts';

const TRACE = 'a'.repeat(32);
const SPAN = 'b'.repeat(16);

test('a request without a context of its client begins a trace by its correlation id', () => {
  for (const sent of [
    undefined,
    7,
    'no context',
    `00-${'c'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
  ]) {
    const context = traceContext(TRACE, sent);
    expect(context).toMatchObject({ traceId: TRACE, parentSpanId: null });
    expect(context?.spanId).toMatch(/^[0-9a-f]{16}$/);
  }
});

test('the span of a request lies below the one of its client', () => {
  expect(traceContext(TRACE, `00-${TRACE}-${SPAN}-01`)).toMatchObject({ traceId: TRACE, parentSpanId: SPAN });
  expect(traceContext(TRACE, `cc-${TRACE}-${SPAN}-03-later`)).toMatchObject({ parentSpanId: SPAN });
});

test('what its client does not record is not recorded here', () => {
  expect(traceContext(TRACE, `00-${TRACE}-${SPAN}-00`)).toBeNull();
});

test('a server is told one context however often it is asked', () => {
  const context = traceContext(TRACE, undefined);
  expect(context?.upstreamSpanId).toBeNull();
  const told = context?.upstream();
  expect(told).toBe(`00-${TRACE}-${context?.upstreamSpanId}-01`);
  expect(context?.upstream()).toBe(told);
  expect(context?.upstreamSpanId).not.toBe(context?.spanId);
});

test('requests are traced while somebody asks for it, each once', () => {
  const { log, start } = openTrafficLog();
  const before = start();
  expect(before.traceparent()).toBeNull();
  const told: TracedRequest[] = [];
  const stop = log.traced((request) => told.push(request));
  before.end(SUCCESS);
  const during = start({ correlationId: TRACE, traceparent: `00-${TRACE}-${SPAN}-01` });
  expect(during.traceparent()).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  during.end(SUCCESS);
  expect(told.map(({ context, record }) => [context.parentSpanId, record().correlation_id])).toEqual([
    [SPAN, TRACE],
  ]);
  stop();
  const after = start();
  expect(after.traceparent()).toBeNull();
  after.end(SUCCESS);
  expect(told).toHaveLength(1);
});
