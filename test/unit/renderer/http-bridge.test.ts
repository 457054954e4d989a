import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { TopicEnvelope } from '#contract/channels.ts';
import { createHttpBridge } from '../../../renderer/store/http-bridge.ts';
import { problemOf } from '../../../renderer/store/problem.ts';
import { serverView, snapshotOf } from './made-up.ts';

const TOKEN = 'a-token';
const UNTIL = { timeout: 20_000 };
let http: Server;
let sockets: WebSocketServer;
let origin: string;
let bridge: ReturnType<typeof createHttpBridge>;
let changes: boolean[];

/** Answers as the engine's HTTP room does, on a given port. */
async function listen(port: number): Promise<void> {
  http = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      response.writeHead(401).end('{"code":"unauthorized","message":"the token is missing or wrong"}');
    } else if (request.url === '/queries/snapshot') {
      response.end(JSON.stringify(snapshotOf([serverView()])));
    } else if (request.url === '/commands/stop') {
      response.writeHead(404).end('{"code":"unknown-server","message":"there is none named x"}');
    } else {
      response.writeHead(502).end('<html>');
    }
  });
  sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'signalbox' });
  http.on('upgrade', (request, socket, head) => {
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(/, */);
    if (request.url !== '/events' || offered.join() !== `signalbox,${TOKEN}`) {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened));
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
}

async function shut(): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  http.closeAllConnections();
  await new Promise<void>((resolve) => http.close(() => resolve()));
}

function tell(envelope: TopicEnvelope): void {
  for (const socket of sockets.clients as Set<WebSocket>) socket.send(JSON.stringify(envelope));
}

beforeEach(async () => {
  await listen(0);
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  bridge = createHttpBridge({ origin, token: TOKEN, random: () => 0 });
  changes = [];
  bridge.onConnection((connected) => void changes.push(connected));
});
afterEach(async () => {
  bridge.close();
  await shut();
});

test('a query is a POST with the token, and gives the answer', async () => {
  const snapshot = await bridge.call('snapshot', {});
  expect(snapshot.servers[0]?.name).toBe('memory');
});

test('a refusal has the engine’s code and words', async () => {
  const error: unknown = await bridge.call('stop', { names: ['x'] }).catch((thrown: unknown) => thrown);
  expect(problemOf(error)).toEqual({ code: 'unknown-server', message: 'there is none named x' });
});

test('an answer that is not the engine’s is a fault', async () => {
  const error: unknown = await bridge.call('reload', {}).catch((thrown: unknown) => thrown);
  expect(problemOf(error).code).toBe('internal');
  expect(problemOf(error).message).toContain('502');
});

test('a wrong token is told apart', async () => {
  const stranger = createHttpBridge({ origin, token: 'wrong' });
  const error: unknown = await stranger.call('snapshot', {}).catch((thrown: unknown) => thrown);
  stranger.close();
  expect(problemOf(error).code).toBe('unauthorized');
});

test('an engine that takes the call and never answers is as good as gone', async () => {
  http.removeAllListeners('request');
  http.on('request', () => {});
  const impatient = createHttpBridge({ origin, token: TOKEN, limitsMs: { queries: 50, commands: 60 } });
  const told = async (call: Promise<unknown>) => problemOf(await call.catch((thrown: unknown) => thrown));
  expect(await told(impatient.call('snapshot', {}))).toEqual({
    code: 'unreachable',
    message: 'Signalbox did not answer within 0.05 s.',
  });
  expect((await told(impatient.call('reload', {}))).message).toContain('0.06 s');
  impatient.close();
});

test('topics reach their own listeners, in order, until they end', async () => {
  await vi.waitFor(() => expect(changes).toEqual([true]), UNTIL);
  const heard: string[] = [];
  const end = bridge.subscribe('logs', (lines) => void heard.push(...lines.map(({ text }) => text)));
  const line = (text: string): TopicEnvelope => ({
    topic: 'logs',
    data: [{ seq: 1, at: '2026-11-21T09:46:02Z', server: 'a', stream: 'stderr', level: 'info', text }],
  });
  tell(line('one'));
  tell({ topic: 'samples', data: { at: '2026-11-21T09:46:02Z', servers: {} } });
  tell(line('two'));
  await vi.waitFor(() => expect(heard).toEqual(['one', 'two']), UNTIL);
  end();
  const after: string[] = [];
  bridge.subscribe('logs', () => void after.push('told'));
  tell(line('three'));
  await vi.waitFor(() => expect(after).toEqual(['told']), UNTIL);
  expect(heard).toEqual(['one', 'two']);
});

test('a first attempt that fails is told, and followed by others', async () => {
  const { port } = http.address() as AddressInfo;
  await shut();
  const early = createHttpBridge({ origin, token: TOKEN, random: () => 0 });
  const told: boolean[] = [];
  early.onConnection((connected) => void told.push(connected));
  await vi.waitFor(() => expect(told).toEqual([false]), UNTIL);
  await listen(port);
  await vi.waitFor(() => expect(told).toEqual([false, true]), UNTIL);
  early.close();
});

test('a lost connection is told, and made again by itself', async () => {
  await vi.waitFor(() => expect(changes).toEqual([true]), UNTIL);
  const { port } = http.address() as AddressInfo;
  await shut();
  await vi.waitFor(() => expect(changes).toEqual([true, false]), UNTIL);
  const error: unknown = await bridge.call('snapshot', {}).catch((thrown: unknown) => thrown);
  expect(problemOf(error).code).toBe('unreachable');
  await listen(port);
  await vi.waitFor(() => expect(changes).toEqual([true, false, true]), UNTIL);
});
