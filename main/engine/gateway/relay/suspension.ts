import { randomUUID } from 'node:crypto';
import type { ServerReply } from '../../mcp/mcp.ts';
import { localError } from './local-error.ts';

type Params = Readonly<Record<string, unknown>>;

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
  readonly #send: (result: Params, state: string) => void;
  /** Those that the client was sent away with, by key. */
  readonly #asked = new Map<string, Question>();
  /** Those that came since. */
  readonly #waiting = new Set<Question>();
  #isAway = false;
  #count = 0;

  /** @param send ends the client's request with this result; it comes back with the state that is in it */
  constructor(send: (result: Params, state: string) => void) {
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
    if (!this.#isAway) this.#sendAway();
    return promise;
  }

  resume(responses: Params): void {
    this.#isAway = false;
    for (const [key, { settle }] of this.#asked) {
      const answer = responses[key];
      if (typeof answer === 'object' && answer !== null) settle({ result: answer as Params });
      else settle({ error: localError('cancelled', `the client came back without an answer to ${key}`) });
    }
    this.#asked.clear();
    if (this.#waiting.size > 0) this.#sendAway();
  }

  close(): void {
    const error = localError('cancelled', 'the request that this belonged to is over');
    for (const { settle } of [...this.#asked.values(), ...this.#waiting]) settle({ error });
    this.#asked.clear();
    this.#waiting.clear();
  }

  #sendAway(): void {
    this.#isAway = true;
    for (const question of this.#waiting) {
      this.#count += 1;
      this.#asked.set(`input-${this.#count}`, question);
    }
    this.#waiting.clear();
    const inputRequests = Object.fromEntries(
      [...this.#asked].map(([key, { method, params }]) => [key, { method, params }]),
    );
    const requestState = randomUUID();
    this.#send({ resultType: 'input_required', inputRequests, requestState }, requestState);
  }
}
