import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { TopicEnvelope } from '#contract/channels.ts';
import type { RuntimeFile } from '#contract/runtime-file.ts';

/** An HTTP server that answers calls as a test wants, and sends topic messages to whoever follows. */
export interface FakeEngine {
  readonly runtime: RuntimeFile;
  /** Calls that came in, oldest first. */
  readonly calls: { readonly path: string; readonly authorization: string; readonly input: unknown }[];
  readonly followers: ReadonlySet<WebSocket>;
  publish(envelope: TopicEnvelope): void;
  dropFollowers(): void;
  close(): Promise<void>;
}

type Answer = (path: string, input: unknown) => { readonly status: number; readonly body: unknown };

export async function startFakeEngine(answer: Answer): Promise<FakeEngine> {
  const calls: FakeEngine['calls'] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const input: unknown = JSON.parse(text);
      calls.push({ path, authorization: request.headers.authorization ?? '', input });
      const { status, body } = answer(path, input);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const sockets = new WebSocketServer({ server, path: '/events' });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    runtime: {
      pid: process.pid,
      started_at: '2026-11-21T10:00:00.000Z',
      port,
      url: `http://127.0.0.1:${port}/`,
      token: 'a-token',
      version: '0.1.0',
    },
    followers: sockets.clients,
    publish(envelope) {
      for (const socket of sockets.clients) socket.send(JSON.stringify(envelope));
    },
    dropFollowers() {
      for (const socket of sockets.clients) socket.terminate();
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}
