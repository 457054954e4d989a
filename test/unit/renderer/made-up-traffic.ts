import type { ToolList, ToolView } from '#contract/tool.ts';
import type {
  ClientView,
  Flow,
  MethodLatency,
  RequestInFlight,
  RequestRecord,
  Traffic,
} from '#contract/traffic.ts';
import { fakeServerTraffic } from '../../fakes/server-traffic.ts';
import { AT } from './made-up.ts';

export function client(name: string, part: Partial<ClientView> = {}): ClientView {
  return {
    id: `session of ${name}`,
    name,
    version: '1.0.0',
    token: null,
    era: 'legacy',
    protocol_version: '2025-11-25',
    transport: 'streamable-http',
    server: null,
    since: AT,
    last_request_at: AT,
    requests: 12,
    errors: 0,
    in_flight: 0,
    ...part,
  };
}

export function flow(clientName: string, server: string, part: Partial<Flow> = {}): Flow {
  return {
    client: clientName,
    server,
    requests_per_second: 1,
    errors_per_second: 0,
    p50_ms: 4,
    p95_ms: 38,
    in_flight: 0,
    requests: 12,
    errors: 0,
    ...part,
  };
}

export function inFlight(seq: number, part: Partial<RequestInFlight> = {}): RequestInFlight {
  return {
    seq,
    client: 'Cursor',
    client_id: 'c',
    server: 'memory',
    method: 'tools/call',
    target: `tool-${seq}`,
    since: AT,
    queued: false,
    progress: null,
    ...part,
  };
}

export function traffic(part: Partial<Traffic> = {}): Traffic {
  return {
    at: AT,
    records_arguments: false,
    clients: [],
    flows: [],
    in_flight: [],
    servers: [fakeServerTraffic('memory')],
    ...part,
  };
}

export function request(seq: number, part: Partial<RequestRecord> = {}): RequestRecord {
  return {
    seq,
    correlation_id: seq.toString(16).padStart(32, '0'),
    at: AT,
    client: 'Cursor',
    client_id: 'c',
    server: 'memory',
    instance: 1,
    method: 'tools/call',
    target: 'search_nodes',
    queue_ms: 0,
    ms: 5,
    request_bytes: 120,
    response_bytes: 41_000,
    error: null,
    cache: 'none',
    breaker: 'closed',
    retries: 0,
    arguments: null,
    ...part,
  };
}

export function latency(
  server: string,
  target: string | null,
  part: Partial<MethodLatency> = {},
): MethodLatency {
  return {
    server,
    method: target === null ? 'tools/list' : 'tools/call',
    target,
    requests: 10,
    errors: 0,
    p50_ms: 2,
    p95_ms: 8,
    p99_ms: 9,
    max_ms: 12,
    last_at: AT,
    ...part,
  };
}

export function tool(name: string, part: Partial<ToolView> = {}): ToolView {
  return {
    name,
    exposed_name: name,
    combined_name: `memory__${name}`,
    title: null,
    description: `What ${name} does.`,
    enabled: true,
    filter_reason: null,
    input_schema: { type: 'object', properties: {} },
    output_schema: null,
    annotations: {},
    ...part,
  };
}

export function toolList(server: string, tools: readonly ToolView[]): ToolList {
  return { server, known_since: AT, tools: [...tools] };
}
