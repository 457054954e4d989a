import { request } from 'node:http';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import {
  type ClientOptions,
  initializeParams,
  MODERN,
  modernRequests,
  refuseRequests,
  type TestClient,
} from './client.ts';
import { RpcPeer } from './rpc-peer.ts';

/** A client over the pipe that `signalbox connect` uses: one message on each line, both ways. */
export async function openPipeClient(options: ClientOptions): Promise<TestClient> {
  const socket = await upgrade(options);
  const peer = new RpcPeer(
    (message) => void socket.write(`${JSON.stringify(message)}\n`),
    options.onRequest ?? refuseRequests,
  );
  createInterface({ input: socket, terminal: false }).on('line', (line) => peer.receive(JSON.parse(line)));
  socket.on('error', () => undefined);
  socket.once('close', () => peer.gone('the pipe was closed'));
  const isModern = options.revision === MODERN;
  const plain: TestClient['request'] = (...args) => peer.request(...args);
  let initialized: Record<string, unknown> | null = null;
  if (!isModern) {
    const { result, error } = await plain('initialize', initializeParams(options));
    if (result === undefined) throw new Error(`initialize: ${JSON.stringify(error)}`);
    peer.notify('notifications/initialized');
    initialized = result;
  }
  return {
    initialized,
    request: isModern ? modernRequests(options, plain) : plain,
    notify: (...args) => peer.notify(...args),
    heard: peer.heard,
    strays: peer.strays,
    async leave() {
      if (socket.destroyed) return;
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.end();
      await closed;
    },
    vanish: () => void socket.destroy(),
    bury: async () => undefined,
  };
}

/** Rejects with the status and body of a refusal. */
function upgrade({ url, token, name = 'test-client' }: ClientOptions): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const outgoing = request(`${url}/pipe`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'mcp-lines',
      authorization: `Bearer ${token}`,
      'x-signalbox-client': name,
    },
  });
  outgoing.once('error', reject);
  outgoing.once('upgrade', (_, socket, head) => {
    if (head.length > 0) socket.unshift(head);
    resolve(socket as Socket);
  });
  outgoing.once('response', (incoming) => {
    let text = '';
    incoming.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    incoming.once('end', () => reject(new Error(`HTTP ${incoming.statusCode}: ${text}`)));
  });
  outgoing.end();
  return promise;
}
