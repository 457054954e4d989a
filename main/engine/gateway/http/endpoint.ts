import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../ports.ts';
import type { Caller, GatewayCore, Scope } from '../core.ts';
import { ModernHttp, type ModernOptions } from '../stateless/modern-http.ts';
import { StreamableHttp } from '../streamable/streamable-http.ts';
import { HTTP_FAULT, INTERNAL_ERROR, PARSE_ERROR, sendFault } from './answers.ts';
import { readBody } from './read-body.ts';
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
  /** A wish to go on with something else than HTTP. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, token: string | null): void;
  /** Clients that hold a place, over all transports. */
  sessions(): number;
  /** The token was removed. */
  closeSessionsOf(token: string): void;
  /** Ends all sessions; what is in flight gets an error. */
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
  const modern = new ModernHttp(options);
  const fail = (res: ServerResponse, error: unknown): void => {
    onFault(error);
    if (res.headersSent) res.destroy();
    else sendFault(res, null, { status: 500, code: INTERNAL_ERROR, message: 'Internal error' });
  };
  const streamable = new StreamableHttp({ core, clock, seats, modern, fail });

  const keepAlive = (): void => {
    const nowMs = clock.monotonic();
    streamable.keepAlive(nowMs);
    modern.keepAlive(nowMs);
    stopTimer = clock.after(KEEP_ALIVE_MS, keepAlive);
  };
  let stopTimer = clock.after(KEEP_ALIVE_MS, keepAlive);

  /** A server of a leaf's name is met before the leaf, but for what only the leaf is asked. */
  const isLeafOf = (req: IncomingMessage) => (name: string) =>
    name === 'pipe' || req.headers['mcp-session-id'] === undefined || !core.has({ kind: 'server', name });

  const refuseMissing = (res: ServerResponse, scope: Scope | null, url: string): void => {
    const message = scope?.kind === 'server' ? missing(scope.name) : `there is no ${url.split('?')[0]}`;
    sendFault(res, null, { status: 404, code: HTTP_FAULT, message });
  };

  const post = (req: IncomingMessage, res: ServerResponse, route: Route, caller: Caller): void => {
    if (!req.headers['content-type']?.startsWith('application/json')) {
      const message = 'Unsupported Media Type: Content-Type must be application/json';
      sendFault(res, null, { status: 415, code: HTTP_FAULT, message });
      req.resume();
      return;
    }
    const { messageMaxBytes } = settings();
    readBody(req, messageMaxBytes, (body) => {
      if (body === null) {
        const message = `Payload Too Large: a message has at most ${messageMaxBytes} bytes`;
        sendFault(res, null, { status: 413, code: HTTP_FAULT, message });
        return;
      }
      try {
        const value = parse(body);
        if (value === undefined) {
          const message = 'Parse error: the body is not valid JSON';
          sendFault(res, null, { status: 400, code: PARSE_ERROR, message });
        } else streamable.post(req, res, route.scope, caller, value, body.length);
      } catch (error) {
        fail(res, error);
      }
    });
  };

  return {
    owns: isGatewayUrl,
    handle(req, res, token) {
      try {
        const url = req.url ?? '';
        const route = readRoute(url, isLeafOf(req));
        if (route === null || !core.has(route.scope)) {
          refuseMissing(res, route?.scope ?? null, url);
          return;
        }
        const caller: Caller = { token, transport: 'streamable-http' };
        if (req.method === 'POST') post(req, res, route, caller);
        else streamable.other(req, res, route.scope, caller);
      } catch (error) {
        fail(res, error);
      }
    },
    upgrade(req, socket) {
      refuseUpgrade(socket, 404, 'Not Found', `there is no ${req.url?.split('?')[0]}`);
    },
    sessions: () => seats.size,
    closeSessionsOf(token) {
      streamable.closeSessionsOf(token);
    },
    close() {
      stopTimer();
      streamable.close();
      modern.close();
    },
  };
}

/** Answers with HTTP in place of an upgrade. */
function refuseUpgrade(socket: Duplex, status: number, reason: string, message: string): void {
  const text = JSON.stringify({ code: 'not-found', message });
  // The other side may be gone already.
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
