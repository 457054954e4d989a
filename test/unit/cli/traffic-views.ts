import type { ToolView } from '#contract/tool.ts';
import type { ClientView, Flow, MethodLatency, RequestRecord, Traffic } from '#contract/traffic.ts';
import { fakeServerTraffic } from '../../fakes/server-traffic.ts';

const AT = new Date(2026, 10, 21, 14, 29, 30).toISOString();

export function trafficOf(but: Partial<Traffic> = {}): Traffic {
  return {
    at: AT,
    records_arguments: false,
    clients: [],
    flows: [],
    in_flight: [],
    servers: [fakeServerTraffic('memory')],
    ...but,
  };
}

export function clientView(name: string, but: Partial<ClientView> = {}): ClientView {
  return {
    id: `${name}-1`,
    name,
    version: '1.2.3',
    token: null,
    era: 'legacy',
    protocol_version: '2025-11-25',
    transport: 'connect',
    server: 'memory',
    since: AT,
    last_request_at: null,
    requests: 3,
    errors: 0,
    in_flight: 0,
    ...but,
  };
}

export function flow(client: string, server: string, but: Partial<Flow> = {}): Flow {
  return {
    client,
    server,
    requests_per_second: 1.5,
    errors_per_second: 0,
    p50_ms: 0.44,
    p95_ms: 12.3,
    in_flight: 1,
    requests: 90,
    errors: 0,
    ...but,
  };
}

export function latency(target: string, p95_ms: number): MethodLatency {
  return {
    server: 'memory',
    method: 'tools/call',
    target,
    requests: 5,
    errors: 1,
    p50_ms: 1,
    p95_ms,
    p99_ms: p95_ms,
    max_ms: p95_ms,
    last_at: AT,
  };
}

/** The `seq`th request, which was good, but for what the test says. */
export function requestRecord(seq: number, but: Partial<RequestRecord> = {}): RequestRecord {
  return {
    seq,
    correlation_id: '0'.repeat(32),
    at: AT,
    client: 'claude',
    client_id: 'claude-1',
    server: 'memory',
    instance: 1,
    method: 'tools/call',
    target: 'read_graph',
    queue_ms: 0,
    ms: 12.4,
    request_bytes: 100,
    response_bytes: 200,
    error: null,
    cache: 'none',
    breaker: 'closed',
    retries: 0,
    arguments: null,
    ...but,
  };
}

export function toolView(name: string, but: Partial<ToolView> = {}): ToolView {
  return {
    name,
    exposed_name: name,
    combined_name: `memory__${name}`,
    title: null,
    description: `Does ${name}.\nAnd more.`,
    enabled: true,
    filter_reason: null,
    input_schema: { type: 'object' },
    output_schema: null,
    annotations: {},
    ...but,
  };
}
