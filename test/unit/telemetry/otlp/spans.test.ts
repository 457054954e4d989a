import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { toSpans } from '#engine/telemetry/otlp/spans.ts';
import type { RequestEnd, RequestStart, TracedRequest } from '#engine/telemetry/telemetry.ts';
import { openTrafficLog, SUCCESS } from '../traffic/open-traffic-log.ts';

const TRACE = 'a'.repeat(32);
const CLIENT_SPAN = 'b'.repeat(16);
const FROM = { resource: resourceFromAttributes({}), version: '1.0.0' };
const SERVER_KIND = 1;
const CLIENT_KIND = 2;
const ERROR_STATUS = 2;

/** The spans of one request that takes 80 ms, 30 of which it waits. */
function spansOf(but: Partial<RequestStart> = {}, end: RequestEnd = SUCCESS, isSent = true) {
  const { log, clock, start } = openTrafficLog();
  const told: TracedRequest[] = [];
  log.traced((request) => told.push(request));
  const trace = start({ correlationId: TRACE, traceparent: `00-${TRACE}-${CLIENT_SPAN}-01`, ...but });
  clock.advance(30);
  if (isSent) trace.traceparent();
  clock.advance(50);
  trace.end({ ...end, queueMs: 30 });
  return told.flatMap((request) => toSpans(request, FROM));
}

test('a request is one span towards the client and one below it towards the server', () => {
  const [facingClient, facingServer, ...others] = spansOf();
  expect(others).toEqual([]);
  expect(facingClient).toMatchObject({
    name: 'tools/call read',
    kind: SERVER_KIND,
    parentSpanContext: { traceId: TRACE, spanId: CLIENT_SPAN },
    duration: [0, 80_000_000],
    attributes: {
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': 'read',
      'gen_ai.operation.name': 'execute_tool',
      server: 'files',
      'signalbox.client': 'editor',
    },
    events: [{ name: 'signalbox.sent', attributes: { 'signalbox.queue_time': 0.03 } }],
  });
  expect(facingClient?.spanContext().traceId).toBe(TRACE);
  expect(facingServer).toMatchObject({ kind: CLIENT_KIND, duration: [0, 50_000_000] });
  expect(facingServer?.parentSpanContext?.spanId).toBe(facingClient?.spanContext().spanId);
  expect(facingServer?.spanContext().spanId).not.toBe(facingClient?.spanContext().spanId);
});

test('a request that was never sent has no span towards the server', () => {
  const spans = spansOf({}, { ...SUCCESS, cache: 'hit' }, false);
  expect(spans.map(({ kind }) => kind)).toEqual([SERVER_KIND]);
  expect(spans[0]?.attributes['signalbox.cache']).toBe('hit');
  expect(spans[0]?.events).toEqual([]);
});

test('a failure has its type and code and never its words, which may hold anything', () => {
  const error = { class: 'protocol', severity: 'error', code: -32603, message: 'token=hunter2' } as const;
  const spans = spansOf({}, { ...SUCCESS, error });
  expect(spans).toHaveLength(2);
  for (const { attributes, status } of spans) {
    expect(attributes).toMatchObject({ 'error.type': '-32603', 'rpc.response.status_code': '-32603' });
    expect(status.code).toBe(ERROR_STATUS);
  }
  expect(JSON.stringify(spans)).not.toContain('hunter2');
});

test('what a client took back is no error', () => {
  const error = {
    class: 'cancelled',
    severity: 'info',
    code: null,
    message: 'the client cancelled it',
  } as const;
  const [span] = spansOf({}, { ...SUCCESS, error });
  expect(span?.attributes['error.type']).toBe('cancelled');
  expect(span?.status.code).not.toBe(ERROR_STATUS);
});

test('a span is named by a tool or prompt, and by no URI', () => {
  const [prompt] = spansOf({ method: 'prompts/get', target: 'review' });
  expect(prompt).toMatchObject({
    name: 'prompts/get review',
    attributes: { 'gen_ai.prompt.name': 'review' },
  });
  const [resource] = spansOf({ method: 'resources/read', target: 'file:///home/me/secret.txt' });
  expect(resource?.name).toBe('resources/read');
  expect(JSON.stringify(resource)).not.toContain('secret.txt');
});
