import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import type { McpError } from '../mcp-error.ts';
import { networkFault } from './http-fault.ts';
import { Pool, type PoolLimits } from './pool.ts';
import { type Headers, joinHeaders } from './request-headers.ts';

// As an import it would load undici, for its WebSocket, which nobody here uses: 2 MB of heap.
const http = process.getBuiltinModule('node:http');

const POOL_LIMITS: PoolLimits = { min: 1, max: 10 };
const REDIRECTS_MAX = 3;

export type HttpOutcome =
  /** The body is to be read or destroyed by the one who asked; its errors are listened to. */
  | { readonly ok: true; readonly response: IncomingMessage; readonly status: number }
  | { readonly ok: false; readonly error: McpError };

export interface HttpAsk {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Whether it may be sent twice, should a connection that was kept have been closed on the other side. */
  readonly repeatable: boolean;
  /**
   * It may wait for one of the pool's connections. Not for what a pool full of waiting calls would hold up for ever: event
   * streams, answers to the server, and what the supervisor asks to know whether the server lives.
   */
  readonly pooled: boolean;
}

/**
 * HTTP with connections of its own. Not `fetch`, which ends a silent event stream after 300 s, refuses ports such as
 * 6000 and 10080, and can't be told to close its connections (seen with undici 7).
 */
export class HttpClient {
  readonly #headers: Headers;
  readonly #pool: Pool;
  readonly #beside = new Pool({ min: 0, max: Number.POSITIVE_INFINITY });
  /** Where a server moved one of its URLs to. */
  readonly #moved = new Map<string, URL>();

  /** @param headers sent with every request; what a request itself needs goes before them */
  constructor(headers: Headers, limits: PoolLimits = POOL_LIMITS) {
    this.#headers = headers;
    this.#pool = new Pool(limits);
  }

  /** Never rejects. No time limit of its own: `signal` ends it, also while the body is read. */
  async ask(ask: HttpAsk): Promise<HttpOutcome> {
    let url = this.#moved.get(ask.url.href) ?? ask.url;
    for (let hops = 0; ; hops += 1) {
      const outcome = await this.#askOnce(ask, url, false);
      if (!outcome.ok || (outcome.status !== 307 && outcome.status !== 308)) return outcome;
      const next = redirectTarget(outcome.response, url);
      // To another origin, credentials in the headers would go with it.
      if (next === null || next.origin !== url.origin || hops >= REDIRECTS_MAX) return outcome;
      outcome.response.destroy();
      this.#moved.set(ask.url.href, next);
      url = next;
    }
  }

  /** Closes every connection, those in use too. */
  close(): void {
    this.#pool.close();
    this.#beside.close();
  }

  #askOnce(ask: HttpAsk, url: URL, isAgain: boolean): Promise<HttpOutcome> {
    const { promise, resolve } = Promise.withResolvers<HttpOutcome>();
    const fail = (error: unknown) => resolve({ ok: false, error: networkFault(error, url.host) });
    try {
      const { method, body, signal } = ask;
      const pool = ask.pooled ? this.#pool : this.#beside;
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        method,
        headers: { ...joinHeaders(this.#headers, ask.headers, length) },
        agent: pool.agentFor(url),
        signal,
      });
      request.on('response', (response) => {
        // A body that breaks off is seen by its 'close'; unheard, its error would end the engine.
        response.on('error', ignoreError);
        pool.keep(url, response);
        resolve({ ok: true, response, status: response.statusCode ?? 0 });
      });
      request.on('error', (error) => {
        const stale = request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
        if (stale && ask.repeatable && !isAgain) resolve(this.#askOnce(ask, url, true));
        else fail(error);
      });
      request.end(body);
    } catch (error) {
      fail(error);
    }
    return promise;
  }
}

function redirectTarget(response: IncomingMessage, from: URL): URL | null {
  const { location } = response.headers;
  return location === undefined ? null : URL.parse(location, from.href);
}

function ignoreError(): void {}
