import type { Clock } from '../ports.ts';
import type { Answer, Connection } from './connection.ts';
import type { CallAnswer, CallsInFlight, SessionCall } from './mcp.ts';
import { isRecord, type RpcId } from './message.ts';

/** A server that reports progress for ever does not hold a call for ever: the specification asks for such a limit. */
const CALL_MAX_MS = 24 * 3_600_000;
/** A timer that is later than this was slept through, and says nothing about the server: the call gets its time again. */
const SLEPT_MS = 5_000;

interface Call {
  readonly sinceMs: number;
  readonly token: string | number;
  /** Monotonic; the call's time counts from here. */
  countsFromMs: number;
  onProgress(params: Readonly<Record<string, unknown>>): void;
}

/**
 * The requests of clients that a server is working on. Progress gives a call its whole time again; a call that is out
 * of time or aborted is cancelled at the server.
 */
export class Calls implements CallsInFlight {
  readonly #connection: Connection;
  readonly #clock: Clock;
  /** In the order they were sent. */
  readonly #inFlight = new Set<Call>();
  #nextToken = 1;
  #lastProgressMs: number | null = null;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  get oldestSinceMs(): number | null {
    for (const { sinceMs } of this.#inFlight) return sinceMs;
    return null;
  }

  get lastProgressMs(): number | null {
    return this.#lastProgressMs;
  }

  /** Never rejects. `params` is complete but for the progress token. */
  request({ method, params, timeoutMs, onProgress, signal }: SessionCall): Promise<CallAnswer> {
    if (signal?.aborted) return Promise.resolve({ kind: 'cancelled' });
    const { promise, resolve } = Promise.withResolvers<CallAnswer>();
    const { token, full } = this.#withToken(params);
    const sinceMs = this.#clock.monotonic();
    const call: Call = { sinceMs, token, countsFromMs: sinceMs, onProgress: onProgress ?? (() => {}) };
    let over = false;
    let cancelTimer = () => {};
    const settle = (answer: CallAnswer): void => {
      over = true;
      cancelTimer();
      signal?.removeEventListener('abort', onAbort);
      this.#inFlight.delete(call);
      if (this.#inFlight.size === 0) this.#lastProgressMs = null;
      resolve(answer);
    };
    const giveUp = (answer: CallAnswer, reason: string): void => {
      this.#connection.cancel(id, reason);
      settle(answer);
    };
    const onAbort = () => giveUp({ kind: 'cancelled' }, 'the client cancelled it');
    // Progress moves a mark and no timer, so that a flood of it costs nothing.
    const watch = (dueMs: number): void => {
      const nowMs = this.#clock.monotonic();
      if (nowMs - dueMs > SLEPT_MS) call.countsFromMs = nowMs;
      const endsMs = Math.min(call.countsFromMs + timeoutMs, sinceMs + CALL_MAX_MS);
      if (endsMs > nowMs) cancelTimer = this.#clock.after(endsMs - nowMs, () => watch(endsMs));
      else giveUp({ kind: 'timeout' }, `no answer within ${timeoutMs / 1000} s`);
    };
    this.#inFlight.add(call);
    const id: RpcId = this.#connection.begin(method, full, 'client', (answer) =>
      settle(toCallAnswer(answer)),
    );
    if (!over) {
      signal?.addEventListener('abort', onAbort);
      watch(sinceMs);
    }
    return promise;
  }

  /** Two clients may have chosen the same token; then it counts for both. */
  noteProgress(token: string | number, params: Readonly<Record<string, unknown>>): void {
    for (const call of this.#inFlight) {
      if (call.token !== token) continue;
      call.countsFromMs = this.#clock.monotonic();
      this.#lastProgressMs = call.countsFromMs;
      call.onProgress(params);
    }
  }

  #withToken(params: object): { token: string | number; full: object } {
    const given: unknown = '_meta' in params ? params._meta : undefined;
    const meta = isRecord(given) ? given : {};
    const kept = meta['progressToken'];
    const token =
      typeof kept === 'string' || typeof kept === 'number' ? kept : `signalbox-${this.#nextToken++}`;
    return { token, full: { ...params, _meta: { ...meta, progressToken: token } } };
  }
}

function toCallAnswer(answer: Answer): CallAnswer {
  switch (answer.kind) {
    case 'result':
      return answer;
    case 'error':
      return { kind: 'error', ...answer.fault };
    case 'timeout':
      return answer;
    case 'closed':
    case 'failed':
      return { kind: 'closed' };
    default:
      return answer satisfies never;
  }
}
