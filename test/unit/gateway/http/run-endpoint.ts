import { createEndpoint, type Endpoint } from '../../../../main/engine/gateway/http/endpoint.ts';
import type { Door } from '../../../../main/engine/http/door.ts';
import { type HttpServer, startHttp } from '../../../../main/engine/http/http.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { ScriptedCore } from '../../../fakes/scripted-core.ts';

export const LEGACY = '2025-11-25';
export const MODERN = '2026-07-28';
export const TOKEN = 'the-engines-own';

export interface RunningEndpoint {
  readonly core: ScriptedCore;
  readonly clock: FakeClock;
  readonly endpoint: Endpoint;
  readonly http: HttpServer;
  /** What failed that must not. */
  readonly faults: unknown[];
  /** Tokens of clients, with their names. */
  readonly clients: Map<string, string>;
  /** Schemas of tools, by name. */
  readonly schemas: Map<string, Readonly<Record<string, unknown>>>;
  settings: { messageMaxBytes: number; maxClients: number };
  close(): Promise<void>;
}

/** The engine's HTTP server with the gateway's endpoint before a scripted core. */
export async function runEndpoint(): Promise<RunningEndpoint> {
  const core = new ScriptedCore();
  const clock = new FakeClock();
  const faults: unknown[] = [];
  const clients = new Map<string, string>();
  const schemas = new Map<string, Readonly<Record<string, unknown>>>();
  const settings = { messageMaxBytes: 1024 * 1024, maxClients: 100 };
  const endpoint = createEndpoint({
    core,
    clock,
    settings: () => settings,
    toolSchema: (_scope, _caller, tool) => schemas.get(tool) ?? null,
    missing: (name) => `there is no server named ${name}; did you mean alpha?`,
    onFault: (error) => faults.push(error),
  });
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    windowFolder: null,
    door: { snapshot: () => ({ servers: [] }) } as unknown as Door,
    mount: { ...endpoint, clientOf: (token) => clients.get(token) ?? null },
  });
  return {
    core,
    clock,
    endpoint,
    http,
    faults,
    clients,
    schemas,
    settings,
    async close() {
      endpoint.close();
      await http.close();
    },
  };
}

type Headers = Readonly<Record<string, string>>;

export interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** A request with the engine's token and what every client sends; `body` is sent as JSON, a text as it is. */
export function send({ http }: RunningEndpoint, sent: Sent): Promise<Response> {
  const { path = '/mcp/alpha', method = 'POST', headers = {}, body, signal } = sent;
  return fetch(new URL(path, http.url), {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      accept: 'application/json, text/event-stream',
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

export const rpc = (method: string, params: object = {}, id: string | number = 1) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

/** Opens a session and gives the headers that belong to it. */
export async function initialize(
  running: RunningEndpoint,
  protocolVersion = LEGACY,
  path = '/mcp/alpha',
  headers: Headers = {},
): Promise<{ readonly 'mcp-session-id': string }> {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  const response = await send(running, { path, body: rpc('initialize', params), headers });
  await response.json();
  const id = response.headers.get('mcp-session-id');
  if (response.status !== 200 || id === null) throw new Error(`initialize was answered ${response.status}`);
  return { 'mcp-session-id': id };
}

/** A request of the modern era, with the headers and `_meta` that it needs. */
export function modern(method: string, params: Readonly<Record<string, unknown>> = {}, id = 1): Sent {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const name = params['name'] ?? params['uri'];
  return {
    headers: {
      'mcp-protocol-version': MODERN,
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
    },
    body: rpc(method, { ...params, _meta }, id),
  };
}

export interface SseEvent {
  readonly id: string | null;
  readonly event: string | null;
  readonly data: string;
}

/** Reads events one by one; null at the end of the stream. Comments are given as events named `:`. */
export function readEvents(response: Response): () => Promise<SseEvent | null> {
  if (response.body === null) throw new Error('there is no body');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return async () => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const lines = rest.slice(0, end).split('\n');
        rest = rest.slice(end + 2);
        const field = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
        const isComment = lines.every((line) => line.startsWith(':'));
        return { id: field('id'), event: isComment ? ':' : field('event'), data: field('data') ?? '' };
      }
      const { value, done } = await reader.read();
      if (done) return null;
      rest += value;
    }
  };
}
