import type { IncomingMessage } from 'node:http';
import type { Incoming, RpcId } from '../message.ts';

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;

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

/** In milliseconds from now; seconds or a date (RFC 9110 §10.2.3). Null without one that can be read. */
function readRetryAfter(value: string | undefined): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
