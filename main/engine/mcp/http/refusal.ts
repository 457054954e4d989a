import type { IncomingMessage } from 'node:http';
import { McpError } from '../mcp-error.ts';
import type { Incoming, RpcId } from '../message.ts';

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;
const METHOD_NOT_FOUND = -32601;

/**
 * The answer of a server that has too much to do, as the answer to one request: it lives, and says so. Null for any
 * other. A 503 is one only with the word when to come again; without it, it may be anything.
 */
export function busyAnswer(id: RpcId, status: number, headers: IncomingMessage['headers']): Incoming | null {
  const waitMs = readRetryAfter(headers['retry-after']);
  if (status !== TOO_MANY_REQUESTS && (status !== UNAVAILABLE || waitMs === null)) return null;
  const what = status === TOO_MANY_REQUESTS ? 'too many requests' : 'the server is not available';
  const when = waitMs === null ? '' : `; try again in ${Math.ceil(waitMs / 1000)} s`;
  const data = waitMs === null ? {} : { data: { retryAfterMs: waitMs } };
  return { kind: 'error', id, fault: { code: status, message: `HTTP ${status}: ${what}${when}`, ...data } };
}

/**
 * 404 is what the specification asks of a server that does not know a session. Some that were started anew say 400 with
 * a word about the session instead; -32601 is about a method, whatever the status.
 */
export function isSessionGone(
  status: number,
  error: Extract<Incoming, { kind: 'error' }> | undefined,
): boolean {
  if (error?.fault.code === METHOD_NOT_FOUND) return false;
  if (status === 404) return true;
  return status === 400 && error !== undefined && /session|not initialized/i.test(error.fault.message);
}

/** What was refused so was not carried out: it may be sent again in another session. */
export function sessionGone(): McpError {
  return new McpError('closed', 'has forgotten the session', { wasSent: false });
}

/** In milliseconds from now; seconds or a date (RFC 9110 §10.2.3). Null without one that can be read. */
function readRetryAfter(value: string | undefined): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
