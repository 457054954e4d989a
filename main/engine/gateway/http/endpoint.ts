import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../ports.ts';
import type { Caller, GatewayCore } from '../core.ts';
import { PIPE_PROTOCOL, Pipes } from '../pipe/pipe.ts';
import { localError } from '../relay/local-error.ts';
import { SseHttp } from '../sse/sse-http.ts';
import { ModernHttp, type ModernOptions } from '../stateless/modern-http.ts';
import { StreamableHttp } from '../streamable/streamable-http.ts';
import {
  HTTP_FAULT,
  INTERNAL_ERROR,
  PARSE_ERROR,
  sendFault,
  sendMethodNotAllowed,
  sendResponse,
} from './answers.ts';
import { receiveBody } from './receive-body.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { isGatewayUrl, type Route, readRoute } from './route.ts';
import { Seats } from './seats.ts';

export interface EndpointSettings {
  readonly messageMaxBytes: number;
  readonly maxClients: number;
}

export interface EndpointOptions {
  readonly core: GatewayCore;
  readonly clock: Clock;
  /** Asked for each request, so that an edit counts at once. */
  readonly settings: () => EndpointSettings;
  readonly toolSchema: ModernOptions['toolSchema'];
  /** What to say of a server that is not there: a clause that names it, and the one that may be meant. */
  readonly missing: (server: string) => string;
  /** Something here or in the core failed that must not. */
  readonly onFault: (error: unknown) => void;
}

/** Where AI clients come in. Who is at the door has been checked: `token` is the client token's name, null for the engine's. */
export interface Endpoint {
  owns(url: string): boolean;
  handle(req: IncomingMessage, res: ServerResponse, token: string | null): void;
  /** A wish to go on with something else than HTTP: the pipe of `signalbox connect`. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, token: string | null): void;
  /** Clients that hold a place, over all transports. */
  sessions(): number;
  /** The token was removed. */
  closeSessionsOf(token: string): void;
  /** Ends all sessions; what is in flight gets an error. May be called again. */
  close(): void;
}

/** Proxies and clients take a minute of silence for an end. */
const KEEP_ALIVE_MS = 25_000;

export function createEndpoint(options: EndpointOptions): Endpoint {
  const { core, clock, settings, missing, onFault } = options;
  const seats = new Seats(
    () => settings().maxClients,
    () => clock.monotonic(),
  );
  const fail = (res: ServerResponse, error: unknown): void => {
    onFault(error);
    if (res.headersSent) res.destroy();
    else sendFault(res, null, { status: 500, code: INTERNAL_ERROR, message: 'Internal error' });
  };
  const modern = new ModernHttp(options);
  const streamable = new StreamableHttp({ core, clock, seats, modern, fail });
  const sse = new SseHttp({ core, seats, onFault });
  const messageMaxBytes = (): number => settings().messageMaxBytes;
  const pipes = new Pipes({ core, clock, seats, messageMaxBytes, onFault });

  const keepAlive = (): void => {
    const nowMs = clock.monotonic();
    streamable.keepAlive(nowMs);
    modern.keepAlive(nowMs);
    sse.keepAlive();
    stopTimer = clock.after(KEEP_ALIVE_MS, keepAlive);
  };
  let stopTimer = clock.after(KEEP_ALIVE_MS, keepAlive);

  const answer = (req: IncomingMessage, res: ServerResponse, route: Route, caller: Caller): void => {
    const { method } = req;
    switch (route.leaf) {
      case null:
        if (method !== 'POST') streamable.other(req, res, route.scope, caller);
        else {
          receiveBody(req, res, messageMaxBytes(), (body) => {
            try {
              const value = parse(body);
              if (value === undefined) sendFault(res, null, UNREADABLE);
              else streamable.post(req, res, route.scope, caller, value, body.length);
            } catch (error) {
              fail(res, error);
            }
          });
        }
        return;
      case 'sse':
        if (method !== 'GET') sendMethodNotAllowed(res, 'GET');
        else if (!sse.listen(res, route, caller)) {
          sendResponse(res, 503, { jsonrpc: '2.0', id: null, error: localError('too-many-clients', FULL) });
        }
        return;
      case 'messages':
        if (method !== 'POST') sendMethodNotAllowed(res, 'POST');
        else receiveBody(req, res, messageMaxBytes(), (body) => sse.post(res, route, caller, body));
        return;
      case 'pipe':
        res.setHeader('upgrade', PIPE_PROTOCOL);
        sendFault(res, null, { status: 426, code: HTTP_FAULT, message: `Upgrade to ${PIPE_PROTOCOL}` });
        return;
      default:
        route.leaf satisfies never;
    }
  };

  return {
    owns: isGatewayUrl,
    handle(req, res, token) {
      const url = req.url ?? '';
      try {
        const route = readRoute(url, (leaf) => isLeaf(leaf, req));
        if (route !== null && core.has(route.scope)) {
          answer(req, res, route, { token, transport: 'streamable-http' });
          return;
        }
        const message = describeMissing(route, url, missing);
        sendFault(res, null, { status: 404, code: HTTP_FAULT, message });
        req.resume();
      } catch (error) {
        fail(res, error);
      }
    },
    upgrade(req, socket, head, token) {
      const url = req.url ?? '';
      const route = readRoute(url, (leaf) => leaf === 'pipe');
      if (route === null || !core.has(route.scope)) {
        const code = route === null ? 'not-found' : 'unknown-server';
        refuseUpgrade(socket, 404, { code, message: describeMissing(route, url, missing) });
      } else if (route.leaf !== 'pipe' || req.headers.upgrade?.toLowerCase() !== PIPE_PROTOCOL) {
        const message = `only .../pipe can be upgraded, and only to ${PIPE_PROTOCOL}`;
        refuseUpgrade(socket, 400, { code: 'bad-input', message });
      } else if (!pipes.accept(socket, head, route.scope, callerOf(req, token))) {
        refuseUpgrade(socket, 503, { code: 'server-unavailable', message: FULL });
      }
    },
    sessions: () => seats.size,
    closeSessionsOf(token) {
      streamable.closeSessionsOf(token);
      sse.closeSessionsOf(token);
      pipes.closeSessionsOf(token);
    },
    close() {
      stopTimer();
      streamable.close();
      modern.close();
      sse.close();
      pipes.close();
    },
  };
}

const FULL = 'there are as many clients as the gateway may have';
const UNREADABLE = { status: 400, code: PARSE_ERROR, message: 'Parse error: the body is not valid JSON' };

/** Whether the last part of `/mcp/sse` and the like is no server's name: a server of that name has all other requests. */
function isLeaf(name: string, { method, headers, url = '' }: IncomingMessage): boolean {
  if (headers['mcp-session-id'] !== undefined) return false;
  if (name === 'sse') return method === 'GET';
  return name === 'messages' && method === 'POST' && url.includes('sessionId=');
}

/** Who comes by a pipe: `signalbox connect` sends what its owner calls the client. */
function callerOf({ headers }: IncomingMessage, token: string | null): Caller {
  const label = headers['x-signalbox-client'];
  return { token, transport: 'connect', ...(typeof label === 'string' ? { label } : {}) };
}

function describeMissing(route: Route | null, url: string, missing: (server: string) => string): string {
  return route?.scope.kind === 'server' ? missing(route.scope.name) : `there is no ${url.split('?')[0]}`;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
