import { randomUUID } from 'node:crypto';
import type { ServerReply } from '../../mcp/mcp.ts';
import type { RpcResponse } from '../core.ts';
import type { Call } from './call.ts';
import { localError } from './local-error.ts';

type Params = Readonly<Record<string, unknown>>;

/** A person is asked; after this nobody is expected to answer any more. */
const AWAY_MS = 600_000;

interface Question {
  readonly method: string;
  readonly params: Params;
  readonly settle: (reply: ServerReply) => void;
}

/**
 * What a legacy server asks while it works on a call of a modern client. Such a client takes no requests: it is sent
 * away with the questions as the result, and comes back with the answers (SEP-2322), while the call at the server goes
 * on.
 */
export class Suspension {
  readonly #call: Call;
  readonly #send: (result: Params) => void;
  /** Those that the client was sent away with, by key. */
  readonly #asked = new Map<string, Question>();
  /** Those that came since. */
  readonly #waiting = new Set<Question>();
  /** What the client comes back with; null while it is here. */
  #state: string | null = null;
  /** The answer of the call, for a client that is away. */
  #late: RpcResponse | null = null;
  #cancelTimer = (): void => {};
  #count = 0;

  /** @param send ends the client's request with this result */
  constructor(call: Call, send: (result: Params) => void) {
    this.#call = call;
    this.#send = send;
  }

  /** @param signal not aborted yet */
  ask(method: string, params: Params, signal: AbortSignal): Promise<ServerReply> {
    const { promise, resolve } = Promise.withResolvers<ServerReply>();
    const onAbort = (): void => {
      this.#waiting.delete(question);
      for (const [key, asked] of this.#asked) if (asked === question) this.#asked.delete(key);
      resolve({ error: localError('cancelled', 'the server took its request back') });
    };
    const question: Question = {
      method,
      params,
      settle(reply) {
        signal.removeEventListener('abort', onAbort);
        resolve(reply);
      },
    };
    this.#waiting.add(question);
    signal.addEventListener('abort', onAbort, { once: true });
    if (this.#state === null) this.#sendAway();
    return promise;
  }

  /** The client is back, and the call still runs. */
  resume(responses: Params): void {
    this.forget();
    for (const [key, { settle }] of this.#asked) {
      const answer = responses[key];
      if (typeof answer === 'object' && answer !== null) settle({ result: answer as Params });
      else settle({ error: localError('cancelled', `the client came back without an answer to ${key}`) });
    }
    this.#asked.clear();
    if (this.#waiting.size > 0) this.#sendAway();
  }

  /** Keeps the answer for the client that is away. */
  keep(response: RpcResponse): void {
    this.#late = response;
  }

  /** The client is back: what the call came to meanwhile, null where it still runs. */
  takeLate(): RpcResponse | null {
    const late = this.#late;
    if (late !== null) this.forget();
    return late;
  }

  /** The client is here again, or does not come any more. */
  forget(): void {
    this.#cancelTimer();
    if (this.#state !== null) this.#call.line.hub.suspended.delete(this.#state);
    this.#state = null;
    this.#late = null;
  }

  /** The call is over. A client that is away may still come back for what was kept for it. */
  close(): void {
    const error = localError('cancelled', 'the request that this belonged to is over');
    for (const { settle } of [...this.#asked.values(), ...this.#waiting]) settle({ error });
    this.#asked.clear();
    this.#waiting.clear();
    if (this.#late === null) this.forget();
  }

  #sendAway(): void {
    for (const question of this.#waiting) {
      this.#count += 1;
      this.#asked.set(`input-${this.#count}`, question);
    }
    this.#waiting.clear();
    const inputRequests = Object.fromEntries(
      [...this.#asked].map(([key, { method, params }]) => [key, { method, params }]),
    );
    const requestState = randomUUID();
    const { hub } = this.#call.line;
    this.#state = requestState;
    hub.suspended.set(requestState, this.#call);
    this.#cancelTimer = hub.clock.after(AWAY_MS, () => {
      this.forget();
      this.#call.cancel('gone');
    });
    this.#send({ resultType: 'input_required', inputRequests, requestState });
  }
}
