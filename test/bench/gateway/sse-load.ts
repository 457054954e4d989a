import { connect, type Socket } from 'node:net';
import type { Defer } from '../../process/harness/home.ts';
import { figuresOf, type LoadFigures } from '../kit/http-load.ts';
import { withLimit } from '../kit/run-program.ts';

const OPEN_MS = 30_000;

/** A session of the old HTTP+SSE: answers come on a stream of their own. */
export interface SseSession {
  /** Calls the tool once; false for an answer that is an error, or none within 10 s. */
  call(): Promise<boolean>;
  close(): void;
}

/** Raw sockets, as the load over Streamable HTTP has them: one for the stream, one for the requests. */
export async function openSse(url: string, tool: object, defer?: Defer): Promise<SseSession> {
  const { hostname, port, host, pathname } = new URL(url);
  const stream = connect(Number(port), hostname).setNoDelay(true);
  const posts = connect(Number(port), hostname).setNoDelay(true);
  const close = (): void => {
    stream.destroy();
    posts.destroy();
  };
  defer?.(async () => close());
  const waiting = new Map<number, (isGood: boolean) => void>();
  const endpoint = Promise.withResolvers<string>();
  for (const socket of [stream, posts]) socket.on('error', () => close());
  posts.on('data', () => undefined);
  onEvents(stream, (data) => {
    if (data.startsWith('/') || data.startsWith('http')) endpoint.resolve(data);
    else if (data.startsWith('{')) {
      const { id, result } = JSON.parse(data) as { id?: number; result?: { isError?: boolean } };
      if (id === undefined) return;
      waiting.get(id)?.(result !== undefined && result.isError !== true);
      waiting.delete(id);
    }
  });
  stream.write(`GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\n\r\n`);
  const told = await withLimit('the event `endpoint`', endpoint.promise, OPEN_MS);
  const path = told.startsWith('/') ? told : new URL(told).pathname + new URL(told).search;
  let id = 0;
  const post = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    const length = Buffer.byteLength(body);
    posts.write(
      `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
    );
  };
  const ask = (method: string, params: object): Promise<boolean> => {
    id += 1;
    const own = id;
    return new Promise((resolve) => {
      waiting.set(own, resolve);
      post({ id: own, method, params });
    });
  };
  const client = { name: 'load', version: '1' };
  await withLimit(
    'initialize',
    ask('initialize', { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: client }),
    OPEN_MS,
  );
  post({ method: 'notifications/initialized' });
  return {
    call: () => ask('tools/call', tool),
    close,
  };
}

export async function loadSse(
  url: string,
  tool: object,
  callers: number,
  durationMs: number,
): Promise<LoadFigures> {
  // One after the other: all at once some get no answer.
  const sessions: SseSession[] = [];
  for (let at = 0; at < callers; at += 1) sessions.push(await openSse(url, tool));
  const times: number[] = [];
  let errors = 0;
  const startedMs = performance.now();
  await Promise.all(
    sessions.map(async (session) => {
      while (performance.now() - startedMs < durationMs) {
        const sentMs = performance.now();
        if (!(await session.call())) errors += 1;
        times.push(performance.now() - sentMs);
      }
    }),
  );
  const tookMs = performance.now() - startedMs;
  for (const session of sessions) session.close();
  return figuresOf(times, tookMs, errors);
}

/** The `data:` of each event; chunk sizes lie between lines and are passed over with them. */
function onEvents(socket: Socket, onData: (data: string) => void): void {
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    const lines = text.split(/\r?\n/);
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) onData(line.slice(5).trim());
  });
}
