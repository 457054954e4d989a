import type { DependencyCheck } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import { type Found, sayFailure, stopwatch } from './found.ts';

type HttpCheck = Extract<DependencyCheck, { readonly kind: 'http' }>;

/** Asks once with GET. A redirect is an answer like any other, and is not followed; the body is not read. */
export async function lookHttp(check: HttpCheck, clock: Clock, signal: AbortSignal): Promise<Found> {
  const took = stopwatch(clock);
  const { url, headers } = withoutUser(check);
  try {
    const response = await fetch(url, { method: 'GET', headers, redirect: 'manual', signal });
    // How the rest of the answer ends is of no concern.
    void response.body?.cancel().catch(() => {});
    const { status } = response;
    const ok = check.status === null ? status >= 200 && status <= 399 : status === check.status;
    const expected = ok ? '' : `, ${check.status ?? '200 to 399'} expected`;
    return { ok, message: `answered ${status} in ${took()}${expected}` };
  } catch (error) {
    return { ok: false, message: sayFailure(error) };
  }
}

/** `fetch` refuses an address with a user in it, so that goes where it belongs: into a header. */
function withoutUser(check: HttpCheck): { readonly url: URL; readonly headers: Headers } {
  const url = new URL(check.url);
  const headers = new Headers({ 'user-agent': 'Signalbox', ...check.headers });
  if (url.username !== '' || url.password !== '') {
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    if (!headers.has('authorization'))
      headers.set('authorization', `Basic ${Buffer.from(user).toString('base64')}`);
    url.username = '';
    url.password = '';
  }
  return { url, headers };
}
