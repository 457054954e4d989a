import { randomUUID } from 'node:crypto';
import type { ServerReply } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import { localError } from './local-error.ts';

type Params = Readonly<Record<string, unknown>>;

/** A person is asked; after this nobody is expected to answer any more. */
const ANSWER_MS = 600_000;

interface Question {
  readonly method: string;
  readonly params: Params;
  readonly resolve: (reply: ServerReply) => void;
}

/**
 * What a legacy server asks while it works on a call of a modern client. Such a client takes no requests: it is sent
 * away with the questions as the result, and comes back with the answers (SEP-2322), while the call at the server goes
 * on.
 */
export class Suspension {
  readonly #clock: Clock;
  readonly #send: (result: Params) => void;
  readonly #expire: () => void;
  /** Those that the client was sent away with, by key. */
  readonly #asked = new Map<string, Question>();
  /** Those that came since. */
  readonly #waiting: Question[] = [];
  #isAway = false;
  #count = 0;
  #cancelTimer = (): void => {};

  /** @param to `send`: ends the client's request with this result. `expire`: the client did not come back. */
  constructor(clock: Clock, to: { send(result: Params): void; expire(): void }) {
    this.#clock = clock;
    this.#send = to.send;
    this.#expire = to.expire;
  }

  ask(method: string, params: Params, signal: AbortSignal): Promise<ServerReply> {
    const { promise, resolve } = Promise.withResolvers<ServerReply>();
    const question: Question = { method, params, resolve };
    this.#waiting.push(question);
    signal.addEventListener(
      'abort',
      () => resolve({ error: localError('cancelled', 'the server took its request back') }),
      { once: true },
    );
    if (!this.#isAway) this.#sendAway();
    return promise;
  }

  resume(responses: Params): void {
    this.#cancelTimer();
    this.#isAway = false;
    for (const [key, { resolve }] of this.#asked) {
      const answer = responses[key];
      if (typeof answer === 'object' && answer !== null) resolve({ result: answer as Params });
      else resolve({ error: localError('cancelled', `the client came back without an answer to ${key}`) });
    }
    this.#asked.clear();
    if (this.#waiting.length > 0) this.#sendAway();
  }

  close(): void {
    this.#cancelTimer();
    const error = localError('cancelled', 'the request that this belonged to is over');
    for (const { resolve } of [...this.#asked.values(), ...this.#waiting]) resolve({ error });
    this.#asked.clear();
    this.#waiting.length = 0;
  }

  #sendAway(): void {
    this.#isAway = true;
    for (const question of this.#waiting.splice(0)) {
      this.#count += 1;
      this.#asked.set(`input-${this.#count}`, question);
    }
    const inputRequests = Object.fromEntries(
      [...this.#asked].map(([key, { method, params }]) => [key, { method, params }]),
    );
    this.#cancelTimer = this.#clock.after(ANSWER_MS, this.#expire);
    this.#send({ resultType: 'input_required', inputRequests, requestState: randomUUID() });
  }
}
