import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string };
}

export type Answer = (response: ServerResponse, message: Message, request: IncomingMessage) => unknown;

/** A legacy server in this process, that does wrong what a test makes it do; false from `answer` means: as usual. */
export async function serve(answer: Answer, headers: Record<string, string> = {}) {
  const seen = { requests: [] as IncomingMessage[] };
  const server = createServer((request, response) => {
    seen.requests.push(request);
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const message: Message = body === '' ? { method: request.method ?? '' } : JSON.parse(body);
      if (answer(response, message, request) === false) answerAsUsual(response, message, headers);
    });
  });
  const port = await listen(server);
  return { port, seen, server, url: `http://127.0.0.1:${port}/mcp` };
}

export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
  });
  const address = server.address() as AddressInfo;
  return address.port;
}

export function answerAsUsual(
  response: ServerResponse,
  { id, method }: Message,
  headers: Record<string, string>,
) {
  if (method === 'GET') return response.writeHead(405).end();
  if (id === undefined) return response.writeHead(202).end();
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  return response.end(JSON.stringify({ jsonrpc: '2.0', id, ...outcomeOf(method) }));
}

function outcomeOf(method: string): object {
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: '2025-11-25',
      capabilities: {},
      serverInfo: { name: 'faulty', version: '1.0.0' },
    },
    ping: {},
  };
  const result = results[method];
  return result ? { result } : { error: { code: -32601, message: 'Method not found' } };
}

export interface SseServer {
  readonly url: string;
  /** What was asked by POST. */
  readonly asked: string[];
  readonly streams: ServerResponse[];
}

export interface SseManner {
  /** What is written on a stream first; the endpoint by default. */
  readonly opening?: string;
  /** False means: as usual. */
  readonly answer?: (response: ServerResponse, message: Message, stream: ServerResponse) => unknown;
}

/** A server over HTTP+SSE in this process, that does wrong what a test makes it do. */
export async function serveSse({ opening, answer }: SseManner = {}): Promise<SseServer> {
  const asked: string[] = [];
  const streams: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/sse') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(opening ?? `event: endpoint\ndata: /messages?session=${streams.length}\n\n`);
      streams.push(response);
      return;
    }
    const stream = streams[Number(/session=(\d+)$/.exec(request.url ?? '')?.[1])];
    if (!stream) {
      response.writeHead(404).end();
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const message: Message = JSON.parse(body);
      asked.push(message.method);
      if (answer && answer(response, message, stream) !== false) return;
      response.writeHead(202).end();
      if (message.id !== undefined) stream.write(sseAnswer(message));
    });
  });
  return { url: `http://127.0.0.1:${await listen(server)}/sse`, asked, streams };
}

export function sseAnswer({ id, method }: Message): string {
  return `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, ...outcomeOf(method) })}\n\n`;
}
