import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import {
  type ClientOptions,
  initializeParams,
  MODERN,
  modernRequests,
  refuseRequests,
  type TestClient,
} from './client.ts';
import { type Message, RpcPeer } from './rpc-peer.ts';

const BOTH = 'application/json, text/event-stream';

/** A client over Streamable HTTP, with a stream of its own for what belongs to no request. */
export async function openHttpClient(options: ClientOptions): Promise<TestClient> {
  const { url, token, revision = '2025-11-25' } = options;
  const isModern = revision === MODERN;
  const target = new URL(url);
  const agent = new Agent({ keepAlive: true });
  const open = new Set<ClientRequest>();
  let session: string | null = null;

  function send(method: string, headers: Record<string, string>, body?: string): ClientRequest {
    const outgoing = request({
      agent,
      host: target.hostname,
      port: target.port,
      path: target.pathname,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: BOTH,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(isModern || session !== null ? { 'mcp-protocol-version': revision } : {}),
        ...(session === null ? {} : { 'mcp-session-id': session }),
        ...headers,
      },
    });
    open.add(outgoing);
    outgoing.once('close', () => open.delete(outgoing));
    outgoing.end(body);
    return outgoing;
  }

  /** Requests of the modern era, by their id: closing one is how it is cancelled. */
  const ways = new Map<unknown, ClientRequest>();

  function post(message: Message): void {
    if (isModern && message.method === 'notifications/cancelled') {
      ways.get(message.params?.['requestId'])?.destroy();
      return;
    }
    const { id, method } = message;
    const outgoing = send('POST', isModern ? headersOf(message) : {}, JSON.stringify(message));
    const isRequest = id !== undefined && id !== null && method !== undefined;
    if (isModern && isRequest) ways.set(id, outgoing);
    const end = (why: string): void => {
      ways.delete(id);
      if (isRequest) peer.ended(id, why);
    };
    outgoing.once('error', (error) => end(error.message));
    outgoing.once('response', (incoming) => {
      session ??= method === 'initialize' ? (incoming.headers['mcp-session-id']?.toString() ?? null) : null;
      read(incoming, (received) => peer.receive(received), end);
    });
  }

  const peer = new RpcPeer(post, options.onRequest ?? refuseRequests);
  const vanish = (): void => {
    for (const one of open) one.destroy();
    agent.destroy();
    peer.gone('the client vanished');
  };
  const plain: TestClient['request'] = (...args) => peer.request(...args);
  if (isModern) {
    return {
      initialized: null,
      request: modernRequests(options, plain),
      notify: (...args) => peer.notify(...args),
      heard: peer.heard,
      strays: peer.strays,
      leave: async () => vanish(),
      vanish,
      bury: async () => undefined,
    };
  }
  const { result, error } = await plain('initialize', initializeParams(options));
  if (result === undefined) throw new Error(`initialize: ${JSON.stringify(error)}`);
  const bury = async (): Promise<void> => {
    const response = await fetch(url, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}`, 'mcp-session-id': session ?? '' },
    });
    await response.arrayBuffer();
  };
  peer.notify('notifications/initialized');
  await openStream(() => send('GET', { accept: 'text/event-stream' }), peer);
  return {
    initialized: result,
    request: plain,
    notify: (...args) => peer.notify(...args),
    heard: peer.heard,
    strays: peer.strays,
    async leave() {
      await bury();
      vanish();
    },
    vanish,
    bury,
  };
}

function openStream(get: () => ClientRequest, peer: RpcPeer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stream = get();
  stream.once('error', () => resolve());
  stream.once('response', (incoming) => {
    resolve();
    read(
      incoming,
      (received) => peer.receive(received),
      () => {},
    );
  });
  return promise;
}

function headersOf({ method = '', params = {} }: Message): Record<string, string> {
  const name = params['name'] ?? params['uri'];
  return { 'mcp-method': method, ...(typeof name === 'string' ? { 'mcp-name': name } : {}) };
}

/** Reads messages out of a body, be it one or a stream of events; `end` says what it was when it is over. */
function read(incoming: IncomingMessage, receive: (message: Message) => void, end: (why: string) => void) {
  const isStream = incoming.headers['content-type']?.startsWith('text/event-stream') === true;
  let text = '';
  incoming.setEncoding('utf8');
  incoming.on('data', (part: string) => {
    text += part;
    if (!isStream) return;
    const events = text.split(/\r?\n\r?\n/);
    text = events.pop() ?? '';
    for (const event of events) {
      const data = event
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart())
        .join('\n');
      if (data !== '') receive(JSON.parse(data));
    }
  });
  incoming.once('error', (error) => end(error.message));
  incoming.once('end', () => {
    if (!isStream && text.startsWith('{')) receive(JSON.parse(text));
    end(`HTTP ${incoming.statusCode}, ${isStream ? 'the stream ended' : text}`);
  });
}
