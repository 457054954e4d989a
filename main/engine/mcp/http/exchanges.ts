import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../ports.ts';
import type { RpcId } from '../message.ts';
import type { Outgoing, Sender } from '../transport.ts';

export interface Exchange {
  readonly controller: AbortController;
  /** Of the request that is to be answered; null for a notification or a stream of the server's own. */
  readonly id: RpcId | null;
  /** Of the message that is posted; null for an answer to the server or a stream of its own. */
  readonly method: string | null;
  readonly from: Sender;
  /** Monotonic. */
  readonly begunMs: number;
}

/** The HTTP requests of one transport that somebody still waits for, and its timers: `end` leaves nothing of either. */
export class Exchanges {
  readonly #clock: Clock;
  readonly #open = new Set<Exchange>();
  readonly #timers = new Set<() => void>();
  #isOver = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @param message null for a stream of the server's own */
  begin(message: Outgoing | null, from: Sender): Exchange {
    const method = message && 'method' in message ? message.method : null;
    const id = message && 'method' in message && 'id' in message ? message.id : null;
    const exchange = {
      controller: new AbortController(),
      id,
      method,
      from,
      begunMs: this.#clock.monotonic(),
    };
    this.#open.add(exchange);
    return exchange;
  }

  /** Whether somebody still wants to know. */
  isWanted(exchange: Exchange): boolean {
    return this.#open.has(exchange);
  }

  /** It got what it was for; its response may run to its end. */
  settle(exchange: Exchange): void {
    this.#open.delete(exchange);
  }

  /** Nobody wants to know any more: what is under way is broken off. */
  drop(exchange: Exchange): void {
    this.#open.delete(exchange);
    exchange.controller.abort();
  }

  dropRequest(id: RpcId): void {
    for (const exchange of this.#open) if (exchange.id === id) this.drop(exchange);
  }

  /** Those that are open, in the order they were begun. */
  all(): Exchange[] {
    return [...this.#open];
  }

  /** Ends early with `signal`. Not resolved any more once all is over. */
  pause(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = this.after(ms, end);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end);
    return promise;
  }

  /** A response that nobody needs any more may end by itself for so long; at the end of all, it ends at once. */
  breakOffAfter(ms: number, response: IncomingMessage): void {
    const breakOff = (): void => {
      this.#timers.delete(breakOff);
      cancel();
      response.destroy();
    };
    const cancel = this.#clock.after(ms, breakOff);
    this.#timers.add(breakOff);
    response.once('close', breakOff);
    if (this.#isOver) breakOff();
  }

  after(ms: number, then: () => void): () => void {
    if (this.#isOver) return () => {};
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(cancel);
      then();
    });
    this.#timers.add(cancel);
    return () => {
      this.#timers.delete(cancel);
      cancel();
    };
  }

  end(): void {
    this.#isOver = true;
    for (const exchange of this.#open) exchange.controller.abort();
    this.#open.clear();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}

export function isEventStream(response: IncomingMessage): boolean {
  return /^text\/event-stream\b/i.test(response.headers['content-type'] ?? '');
}

/** Resolves when the response is over, whole or not. */
export function closed(response: IncomingMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (response.closed) resolve();
  else response.once('close', resolve);
  return promise;
}
