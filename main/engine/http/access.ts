import { timingSafeEqual } from 'node:crypto';
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
  const host = request.headers.host ?? '';
  if (!guarding.hosts.has(withoutPort(host))) {
    throw new ProblemError('forbidden', `requests to the host ${host || '(none)'} are not answered`);
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new ProblemError('forbidden', `pages of ${origin} may not ask`);
  }
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
  if (given === null) return false;
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

function givenToken(request: FastifyRequest): string | null {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  if (!request.ws) return null;
  const offered = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((protocol) => protocol.trim());
  if (offered[0] === WEBSOCKET_PROTOCOL && offered[1] !== undefined) return offered[1];
  return URL.parse(request.url, 'http://localhost')?.searchParams.get('token') ?? null;
}

/** The window's files hold no secret, and the browser asks for them before its page knows the token. */
function isOpen(request: FastifyRequest): boolean {
  const route = request.routeOptions.url;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && !request.ws && (route === '/health' || route === '/*' || route === '/');
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
