import type { Clock } from '../../ports.ts';
import type { Answer, Connection, Pending } from '../connection.ts';
import type { CallAnswer, CallsInFlight, SessionCall } from '../mcp.ts';
import type { Introduction } from '../modern-params.ts';
import { callParams } from './call-params.ts';

const INTERNAL_ERROR = -32603;
/** A server that reports progress for ever does not hold a call for ever: the specification asks for such a limit. */
const CALL_MAX_MS = 24 * 3_600_000;
/** A timer that is later than this was slept through, and says nothing about the server: the calls get their time again. */
const SLEPT_MS = 5_000;

/** One request of a client that a server is working on. */
class Call implements Pending {
  readonly id: number;
  readonly input: SessionCall;
  readonly sinceMs: number;
  /** Monotonic; the call's time counts from here. */
  countsFromMs: number;
  readonly #owner: Calls;
  readonly #resolve: (answer: CallAnswer) => void;

  constructor(
    owner: Calls,
    id: number,
    input: SessionCall,
    sinceMs: number,
    resolve: (answer: CallAnswer) => void,
  ) {
    this.#owner = owner;
    this.id = id;
    this.input = input;
    this.sinceMs = sinceMs;
    this.countsFromMs = sinceMs;
    this.#resolve = resolve;
  }

  get endsMs(): number {
    const { timeoutMs, maxMs = CALL_MAX_MS } = this.input;
    return Math.min(this.countsFromMs + timeoutMs, this.sinceMs + maxMs);
  }

  settle(answer: Answer): void {
    this.end(toCallAnswer(answer));
  }

  end(answer: CallAnswer): void {
    this.input.signal?.removeEventListener('abort', this);
    this.#owner.forget(this);
    this.#resolve(answer);
  }

  /** Its signal was aborted. A listener without a closure of its own, since there may be one for each call. */
  handleEvent(): void {
    this.#owner.giveUp(this, { kind: 'cancelled' }, 'the client cancelled it');
  }
}

/**
 * The requests of clients that a server is working on. Progress gives a call its whole time again; a call that is out
 * of time or aborted is cancelled at the server. All of them share one timer, which waits for the first that may be out
 * of time: most calls end long before, and cost none.
 */
export class Calls implements CallsInFlight {
  readonly #connection: Connection;
  readonly #clock: Clock;
  /** By id, in the order they were sent. */
  readonly #inFlight = new Map<number, Call>();
  /** How many of them no client waits for. */
  #own = 0;
  readonly #askForLogs = new Set<Call>();
  #lastProgressMs: number | null = null;
  #sweepMs = Number.POSITIVE_INFINITY;
  #cancelSweep = (): void => {};

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  get inFlight(): number {
    return this.#inFlight.size - this.#own;
  }

  get oldestSinceMs(): number | null {
    for (const { input, sinceMs } of this.#inFlight.values()) if (input.isUse !== false) return sinceMs;
    return null;
  }

  get lastProgressMs(): number | null {
    return this.#lastProgressMs;
  }

  /** Never rejects. `introduction` as for {@link callParams}. */
  request(input: SessionCall, introduction: Introduction | null): Promise<CallAnswer> {
    const { signal } = input;
    if (signal?.aborted) return Promise.resolve({ kind: 'cancelled' });
    return new Promise((resolve) => {
      const id = this.#connection.newId();
      const call = new Call(this, id, input, this.#clock.monotonic(), resolve);
      const { params, asksForLogs } = callParams(input.params, id, introduction);
      this.#inFlight.set(id, call);
      if (input.isUse === false) this.#own += 1;
      if (asksForLogs) this.#askForLogs.add(call);
      signal?.addEventListener('abort', call);
      const { endsMs } = call;
      if (endsMs < this.#sweepMs) this.#sweepAt(endsMs);
      this.#connection.begin(id, input.method, params, 'client', call);
    });
  }

  /** The one on whose stream something came; null when it is over. */
  find(id: number): SessionCall | null {
    return this.#inFlight.get(id)?.input ?? null;
  }

  /**
   * The one that a log message of a modern server on stdio is about. Nothing in the message names it, but a server may
   * send none about a request that asked for none: with one such call in flight it is known, with more it is not.
   */
  soleAskerForLogs(): SessionCall | null {
    if (this.#askForLogs.size !== 1) return null;
    for (const { input } of this.#askForLogs) return input;
    return null;
  }

  /** Progress moves a mark and no timer, so that a flood of it costs nothing. */
  noteProgress(params: Readonly<Record<string, unknown>>): void {
    const token = params['progressToken'];
    const call = typeof token === 'number' ? this.#inFlight.get(token) : undefined;
    if (!call) return;
    call.countsFromMs = this.#clock.monotonic();
    this.#lastProgressMs = call.countsFromMs;
    call.input.onProgress?.(params);
  }

  forget(call: Call): void {
    if (this.#inFlight.delete(call.id) && call.input.isUse === false) this.#own -= 1;
    this.#askForLogs.delete(call);
    if (this.#inFlight.size > 0) return;
    this.#lastProgressMs = null;
    this.#cancelSweep();
    this.#sweepMs = Number.POSITIVE_INFINITY;
  }

  giveUp(call: Call, answer: CallAnswer, reason: string): void {
    this.#connection.cancel(call.id, reason);
    call.end(answer);
  }

  #sweepAt(dueMs: number): void {
    this.#cancelSweep();
    this.#sweepMs = dueMs;
    this.#cancelSweep = this.#clock.after(Math.max(0, dueMs - this.#clock.monotonic()), this.#sweep);
  }

  readonly #sweep = (): void => {
    const nowMs = this.#clock.monotonic();
    const isSlept = nowMs - this.#sweepMs > SLEPT_MS;
    this.#sweepMs = Number.POSITIVE_INFINITY;
    const late: Call[] = [];
    let nextMs = Number.POSITIVE_INFINITY;
    for (const call of this.#inFlight.values()) {
      if (isSlept || call.input.isHeld?.() === true) call.countsFromMs = nowMs;
      const { endsMs } = call;
      if (endsMs <= nowMs) late.push(call);
      else nextMs = Math.min(nextMs, endsMs);
    }
    if (nextMs < Number.POSITIVE_INFINITY) this.#sweepAt(nextMs);
    for (const call of late) this.giveUp(call, { kind: 'timeout' }, sayLate(call, nowMs));
  };
}

function sayLate({ input, countsFromMs }: Call, nowMs: number): string {
  const { timeoutMs, maxMs = CALL_MAX_MS } = input;
  return nowMs - countsFromMs >= timeoutMs
    ? `no answer within ${timeoutMs / 1000} s`
    : `not done within ${maxMs / 1000} s`;
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
      return answer;
    case 'failed': {
      const { code, httpStatus, message, wasSent } = answer.error;
      // It answered, if not with MCP: no other server process would do better.
      if (code === 'handshake-refused' && httpStatus !== null)
        return {
          kind: 'error',
          code: httpStatus < 400 ? INTERNAL_ERROR : httpStatus,
          message: `The server ${message}.`,
        };
      if (answer.error.isTooLong)
        return { kind: 'error', code: INTERNAL_ERROR, message: `The server ${message}.` };
      return wasSent ? { kind: 'closed' } : { kind: 'closed', wasSent };
    }
    default:
      return answer satisfies never;
  }
}
