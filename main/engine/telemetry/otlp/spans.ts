import { type Attributes, SpanKind, type SpanStatus, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { RequestRecord } from '#contract/traffic.ts';
import { operationLabels } from '../families/operation-families.ts';
import { errorTypeOf } from '../traffic/operation.ts';
import type { TracedRequest } from '../traffic/traffic-log.ts';
import { hrTime } from './metric-data.ts';

/** Tools and prompts have names that are few; the URIs of resources are any number. */
const NAMED = new Set(['tools/call', 'prompts/get']);

/**
 * A request as spans, by OpenTelemetry's conventions for MCP: one of kind SERVER towards the client and, where it was
 * sent, one of kind CLIENT towards the server. Arguments, results and messages stay here: they may hold anything.
 */
export function toSpans(
  { context, record: read }: TracedRequest,
  from: { readonly resource: Resource; readonly version: string },
): ReadableSpan[] {
  const record = read();
  const startMs = Date.parse(record.at);
  const endMs = startMs + record.ms;
  const { method, queue_ms: queueMs } = record;
  const target = NAMED.has(method) ? record.target : null;
  const common = {
    name: target === null ? method : `${method} ${target}`,
    endTime: hrTime(endMs),
    status: statusOf(record),
    links: [],
    ended: true,
    resource: from.resource,
    instrumentationScope: { name: 'signalbox', version: from.version },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  const attributes = attributesOf(record, target);
  const { traceId, spanId, parentSpanId, upstreamSpanId } = context;
  const idOf = (id: string, isRemote = false) => ({
    traceId,
    spanId: id,
    traceFlags: TraceFlags.SAMPLED,
    isRemote,
  });
  const sentMs = startMs + queueMs;
  const wasSent = upstreamSpanId !== null;
  const sent = {
    name: 'signalbox.sent',
    time: hrTime(sentMs),
    attributes: { 'signalbox.queue_time': queueMs / 1000 },
  };
  const facingClient: ReadableSpan = {
    ...common,
    kind: SpanKind.SERVER,
    spanContext: () => idOf(spanId),
    ...(parentSpanId === null ? {} : { parentSpanContext: idOf(parentSpanId, true) }),
    startTime: hrTime(startMs),
    duration: hrTime(record.ms),
    attributes: { ...attributes, 'signalbox.client': record.client, 'signalbox.cache': record.cache },
    events: wasSent ? [sent] : [],
  };
  if (!wasSent) return [facingClient];
  const facingServer: ReadableSpan = {
    ...common,
    kind: SpanKind.CLIENT,
    spanContext: () => idOf(upstreamSpanId),
    parentSpanContext: idOf(spanId),
    startTime: hrTime(sentMs),
    duration: hrTime(Math.max(0, record.ms - queueMs)),
    attributes: {
      ...attributes,
      'signalbox.retries': record.retries,
      ...(record.instance === null ? {} : { 'signalbox.instance': record.instance }),
    },
    events: [],
  };
  return [facingClient, facingServer];
}

function attributesOf({ server, method, error }: RequestRecord, target: string | null): Attributes {
  return {
    ...operationLabels(method, target),
    ...(method === 'tools/call' ? { 'gen_ai.operation.name': 'execute_tool' } : {}),
    ...(error === null ? {} : { 'error.type': errorTypeOf(error) }),
    ...(error === null || error.code === null ? {} : { 'rpc.response.status_code': String(error.code) }),
    server,
  };
}

/** What a client took back is no error. */
function statusOf({ error }: RequestRecord): SpanStatus {
  const failed = error !== null && error.severity !== 'info';
  return { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET };
}
