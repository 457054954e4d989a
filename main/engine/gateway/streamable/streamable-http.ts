import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports.ts';
import { LEGACY_REVISIONS, MODERN_REVISIONS } from '../bridge/revisions.ts';
import type { Caller, GatewayCore, RpcRequest, Scope } from '../core.ts';
import {
  type Fault,
  HTTP_FAULT,
  INVALID_REQUEST,
  SESSION_NOT_FOUND,
  sendAccepted,
  sendFault,
  sendJson,
  sendMethodNotAllowed,
  sendResponse,
} from '../http/answers.ts';
import { type Message, readMessage } from '../http/message.ts';
import { type Accepts, readAccepts } from '../http/read-body.ts';
import type { Seats } from '../http/seats.ts';
import { localError } from '../relay/local-error.ts';
import { claimsModern, unsupportedVersion } from '../stateless/envelope.ts';
import { isModern, type ModernHttp } from '../stateless/modern-http.ts';
import { answerBatch, batchFault } from './batch.ts';
import { HttpSession } from './http-session.ts';
import { PostReply } from './post-reply.ts';

export interface StreamableOptions {
  readonly core: GatewayCore;
  readonly clock: Clock;
  readonly seats: Seats;
  readonly modern: ModernHttp;
  /** Answers where something failed that must not. */
  readonly fail: (res: ServerResponse, error: unknown) => void;
}

/** A session that was neither used nor listened on for this long is over. */
const IDLE_MS = 30 * 60_000;

const LEGACY: readonly string[] = LEGACY_REVISIONS;
/** Both eras are served here. */
const SUPPORTED: readonly string[] = [...MODERN_REVISIONS, ...LEGACY_REVISIONS];
const METHODS = 'GET, POST, DELETE';

const NO_SESSION: Fault = {
  status: 400,
  code: HTTP_FAULT,
  message: 'Bad Request: Mcp-Session-Id header is required; a session begins with initialize',
};
const UNKNOWN_SESSION: Fault = { status: 404, code: SESSION_NOT_FOUND, message: 'Session not found' };

/** Streamable HTTP, one endpoint for all revisions: sessions of the legacy era here, the modern era by its own file. */
export class StreamableHttp {
  readonly #options: StreamableOptions;
  readonly #sessions = new Map<string, HttpSession>();

  constructor(options: StreamableOptions) {
    this.#options = options;
  }

  /** A POST whose body has been read and parsed. */
  post(
    req: IncomingMessage,
    res: ServerResponse,
    scope: Scope,
    caller: Caller,
    body: unknown,
    bytes: number,
  ): void {
    const accepts = readAccepts(req.headers.accept);
    if (!accepts.json && !accepts.stream) {
      const message = 'Not Acceptable: the client must take application/json or text/event-stream';
      sendFault(res, null, { status: 406, code: HTTP_FAULT, message });
    } else if (Array.isArray(body)) this.#batch(req, res, scope, caller, body, bytes);
    else this.#message(req, res, scope, caller, readMessage(body), bytes, accepts);
  }

  /** A GET or DELETE, or a method that is not known here. */
  other(req: IncomingMessage, res: ServerResponse, scope: Scope, caller: Caller): void {
    const isGet = req.method === 'GET';
    if (isModern(req.headers['mcp-protocol-version'])) sendMethodNotAllowed(res, 'POST');
    else if (!isGet && req.method !== 'DELETE') sendMethodNotAllowed(res, METHODS);
    else if (isGet && !readAccepts(req.headers.accept ?? 'text/event-stream, */*').stream) {
      const message = 'Not Acceptable: the client must take text/event-stream';
      sendFault(res, null, { status: 406, code: HTTP_FAULT, message });
    } else {
      const session = this.#find(req, scope, caller);
      if (!(session instanceof HttpSession)) sendFault(res, null, session);
      else if (isGet) session.listen(res, textOf(req.headers['last-event-id']));
      else {
        session.close();
        res.writeHead(204).end();
      }
    }
  }

  /** Called every few seconds. */
  keepAlive(nowMs: number): void {
    for (const session of this.#sessions.values()) {
      if (session.isAway && nowMs - session.lastUsedMs > IDLE_MS) session.close();
      else session.keepAlive(nowMs);
    }
  }

  closeSessionsOf(token: string): void {
    for (const session of this.#sessions.values()) if (session.caller.token === token) session.close();
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close();
  }

  #message(
    req: IncomingMessage,
    res: ServerResponse,
    scope: Scope,
    caller: Caller,
    message: Message,
    bytes: number,
    accepts: Accepts,
  ): void {
    const { headers } = req;
    switch (message.kind) {
      case 'invalid': {
        const text = `Invalid Request: ${message.why}`;
        sendFault(res, message.id, { status: 400, code: INVALID_REQUEST, message: text });
        return;
      }
      case 'request': {
        const { request } = message;
        if (claimsModern(request.params) || isModern(headers['mcp-protocol-version'])) {
          this.#options.modern.request(headers, res, scope, caller, request, bytes, accepts);
        } else if (request.method === 'initialize') {
          this.#open(res, scope, caller, request).catch((error: unknown) => this.#options.fail(res, error));
        } else this.#request(req, res, scope, caller, request, bytes, accepts);
        return;
      }
      case 'notification':
        // The modern era has none that a server is told over HTTP.
        if (isModern(headers['mcp-protocol-version'])) sendAccepted(res);
        else {
          const session = this.#find(req, scope, caller);
          if (!(session instanceof HttpSession)) {
            sendFault(res, null, session);
            return;
          }
          session.client?.notify(message.notification);
          sendAccepted(res);
        }
        return;
      case 'response': {
        const session = this.#find(req, scope, caller);
        if (!(session instanceof HttpSession)) {
          sendFault(res, null, session);
          return;
        }
        session.client?.respond(message.response);
        sendAccepted(res);
        return;
      }
      default:
        message satisfies never;
    }
  }

  #request(
    req: IncomingMessage,
    res: ServerResponse,
    scope: Scope,
    caller: Caller,
    request: RpcRequest,
    bytes: number,
    accepts: Accepts,
  ): void {
    const session = this.#find(req, scope, caller);
    if (!(session instanceof HttpSession)) {
      sendFault(res, request.id, session);
      return;
    }
    const { client } = session;
    if (client === null) {
      sendFault(res, request.id, UNKNOWN_SESSION);
      return;
    }
    client.request(request, new PostReply(session, res, accepts, session.lastUsedMs), bytes);
  }

  #batch(
    req: IncomingMessage,
    res: ServerResponse,
    scope: Scope,
    caller: Caller,
    values: readonly unknown[],
    bytes: number,
  ): void {
    const session = isModern(req.headers['mcp-protocol-version'])
      ? NO_SESSION
      : this.#find(req, scope, caller);
    const found = session instanceof HttpSession ? session : null;
    const message = batchFault(values.length, this.#options.core.batchSize, found?.client?.protocolVersion);
    if (message !== null) sendFault(res, null, { status: 400, code: INVALID_REQUEST, message });
    else if (found !== null) answerBatch(found, res, values, bytes);
  }

  async #open(res: ServerResponse, scope: Scope, caller: Caller, request: RpcRequest): Promise<void> {
    const { core, clock, seats } = this.#options;
    const session = new HttpSession(randomUUID(), scope, caller, clock.monotonic(), this.#forget);
    if (!seats.take(session)) {
      const error = localError('too-many-clients', 'there are as many clients as the gateway may have');
      sendResponse(res, 503, { jsonrpc: '2.0', id: request.id, error });
      return;
    }
    this.#sessions.set(session.id, session);
    const opened = await core.open(scope, caller, request, session);
    if (!opened.ok) {
      session.close();
      sendResponse(res, opened.status, opened.response);
      return;
    }
    session.begin(opened.session);
    // It hung up, and will never learn what its session is called.
    if (res.destroyed) session.close();
    else sendJson(res, 200, JSON.stringify(opened.response), session.id);
  }

  /** The session that a request names, or what is wrong with that. */
  #find(req: IncomingMessage, scope: Scope, caller: Caller): HttpSession | Fault {
    const version = req.headers['mcp-protocol-version'];
    if (version !== undefined && !LEGACY.includes(String(version).trim())) {
      if (isModern(version)) return NO_SESSION;
      return unsupportedVersion(String(version), SUPPORTED);
    }
    const id = req.headers['mcp-session-id'];
    if (id === undefined) return NO_SESSION;
    const session = this.#sessions.get(String(id));
    if (session === undefined || session.caller.token !== caller.token || !isSame(session.scope, scope)) {
      return UNKNOWN_SESSION;
    }
    session.lastUsedMs = this.#options.clock.monotonic();
    return session;
  }

  readonly #forget = (session: HttpSession): void => {
    this.#sessions.delete(session.id);
    this.#options.seats.leave(session);
  };
}

function isSame(a: Scope, b: Scope): boolean {
  return a.kind === 'all' ? b.kind === 'all' : b.kind === 'server' && a.name === b.name;
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
