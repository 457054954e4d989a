import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '#contract/problem.ts';

export interface Guarding {
  readonly token: string;
  /** Host names, without a port, that a request may be addressed to. */
  readonly hosts: ReadonlySet<string>;
}

export const EVENT_ROUTE = '/events';

/** A browser can't set headers on a WebSocket, but it can offer protocols: this one, then the token. */
const WEBSOCKET_PROTOCOL = 'signalbox';

/**
 * Checks every request before its route. A foreign Host is a page that had its name pointed at this address, a foreign
 * Origin a page of somebody else: 403. All but the bare health route and the window's own files need the token: 401.
 */
export function checkRequest(request: FastifyRequest, guarding: Guarding): void {
  const foreign = findForeign(request.headers, guarding);
  if (foreign !== null) throw new ProblemError('forbidden', foreign);
  if (!isOpen(request) && !hasToken(request, guarding)) {
    throw new ProblemError(
      'unauthorized',
      'the token is missing or wrong: send "Authorization: Bearer <token>"',
    );
  }
  if (request.ws && request.routeOptions.url !== EVENT_ROUTE) {
    throw new ProblemError('not-found', `there is no WebSocket but ${EVENT_ROUTE}`);
  }
}

/** Whether the request carries the right token. */
export function hasToken(request: FastifyRequest, { token }: Guarding): boolean {
  const given = givenToken(request);
  return given !== null && isToken(given, token);
}

/** Why a request is refused before anything else is looked at; null when it is addressed to us, from nowhere else. */
export function findForeign(headers: IncomingHttpHeaders, { hosts }: Guarding): string | null {
  const { host = '', origin } = headers;
  if (!hosts.has(withoutPort(host))) return `requests to the host ${host || '(none)'} are not answered`;
  if (origin !== undefined && origin !== `http://${host}`) return `pages of ${origin} may not ask`;
  return null;
}

/** Takes the same time for every token of the right length. */
export function isToken(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

export function givenBearer({ authorization }: IncomingHttpHeaders): string | null {
  return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

function givenToken(request: FastifyRequest): string | null {
  const bearer = givenBearer(request.headers);
  if (bearer !== null) return bearer;
  if (!request.ws) return null;
  const offered = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((protocol) => protocol.trim());
  if (offered[0] === WEBSOCKET_PROTOCOL && offered[1] !== undefined) return offered[1];
  return URL.parse(request.url, 'http://localhost')?.searchParams.get('token') ?? null;
}

/**
 * The window's files hold no secret, and the browser asks for them before its page knows the token. Clients of MCP look
 * for an authorization server below /.well-known/: they must hear that there is none, not that they need a token.
 */
function isOpen(request: FastifyRequest): boolean {
  const route = request.routeOptions.url;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && route === undefined && request.url.startsWith('/.well-known/')) return true;
  return isRead && !request.ws && (route === '/health' || route === '/*' || route === '/');
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
