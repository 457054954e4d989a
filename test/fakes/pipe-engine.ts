import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Places } from '#engine/places.ts';

export interface Rpc {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** One connection of a `connect`. */
export interface Pipe {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** What came, oldest first. */
  readonly said: Rpc[];
  send(message: Rpc): void;
  /** As a killed engine does. */
  cut(): void;
}

/** The gateway's pipe on a real port, and nothing else of an engine; answers as MCP's echo would, unless told otherwise. */
export interface PipeEngine {
  readonly port: number;
  readonly pipes: readonly Pipe[];
  /** Cuts all pipes and stops to listen; the runtime file stays unless it is asked to go, as after a clean end. */
  stop(options?: { removeRuntimeFile?: boolean }): Promise<void>;
}

interface Script {
  /** Sees each message first; true means it is dealt with. */
  readonly onMessage?: (message: Rpc, pipe: Pipe) => boolean;
  /** Instead of an upgrade. */
  readonly refuse?: { readonly status: number; readonly body: object };
  readonly token?: string;
}

export const CAPABILITIES = { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} };

export async function startPipeEngine(places: Places, script: Script = {}): Promise<PipeEngine> {
  const pipes: Pipe[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay();
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    if (script.refuse !== undefined) {
      const body = JSON.stringify(script.refuse.body);
      socket.end(
        `HTTP/1.1 ${script.refuse.status} No\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
      return;
    }
    const pipe: Pipe = {
      url: request.url ?? '',
      headers: request.headers,
      said: [],
      send: (message) => void socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
      cut: () => socket.destroy(),
    };
    pipes.push(pipe);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: mcp-lines\r\n\r\n');
    let rest = '';
    const decoder = new StringDecoder('utf8');
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line) as Rpc;
        pipe.said.push(message);
        if (script.onMessage?.(message, pipe) !== true) answer(message, pipe);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await mkdir(places.state, { recursive: true });
  await writeFile(
    places.runtimeFile,
    JSON.stringify({
      pid: process.pid,
      started_at: new Date().toISOString(),
      port,
      url: `http://127.0.0.1:${port}/`,
      token: script.token ?? 'engine-token',
      version: '0.1.0',
    }),
  );
  return {
    port,
    pipes,
    async stop({ removeRuntimeFile = true } = {}) {
      if (removeRuntimeFile) await rm(places.runtimeFile, { force: true });
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer({ id, method, params }: Rpc, pipe: Pipe): void {
  if (id === undefined || method === undefined || method === 'subscriptions/listen') return;
  if (method === 'initialize') {
    const { protocolVersion } = params as { protocolVersion: string };
    const serverInfo = { name: 'echo', version: '1.0.0' };
    pipe.send({ id, result: { protocolVersion, capabilities: CAPABILITIES, serverInfo } });
  } else if (method === 'tools/call') {
    const { message = '' } = (params?.['arguments'] ?? {}) as { message?: string };
    pipe.send({ id, result: { content: [{ type: 'text', text: message }] } });
  } else pipe.send({ id, result: {} });
}
