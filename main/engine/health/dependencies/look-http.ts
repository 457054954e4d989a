import { request as requestHttps } from 'node:https';
import type { DependencyCheck } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import { type Found, sayFailure, stopwatch } from './found.ts';

// As an import it would load undici, for its WebSocket, which nobody here uses: 2 MB of heap.
const { request: requestHttp } = process.getBuiltinModule('node:http');

type HttpCheck = Extract<DependencyCheck, { readonly kind: 'http' }>;

/**
 * Asks once with GET. A redirect is an answer like any other, and is not followed; the body is not read. Not with `fetch`,
 * which refuses a user in the address and ports such as 6000 and 10080.
 */
export async function lookHttp(check: HttpCheck, clock: Clock, signal: AbortSignal): Promise<Found> {
  const took = stopwatch(clock);
  try {
    const status = await statusOf(check, signal);
    const ok = check.status === null ? status >= 200 && status <= 399 : status === check.status;
    const expected = ok ? '' : `, ${check.status ?? '200 to 399'} expected`;
    return { ok, message: `answered ${status} in ${took()}${expected}` };
  } catch (error) {
    return { ok: false, message: sayFailure(error) };
  }
}

function statusOf(check: HttpCheck, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const url = new URL(check.url);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  // A connection of its own, so that a new one is what is looked at.
  const request = send(url, {
    headers: { 'user-agent': 'Signalbox', ...check.headers },
    agent: false,
    signal,
  });
  request.once('response', (response) => {
    resolve(response.statusCode ?? 0);
    response.destroy();
  });
  // Not once: it may fail again while it is taken down, and an error that nobody hears ends the process.
  request.on('error', reject);
  request.end();
  return promise;
}
