import type { Connection } from '../connection.ts';
import type { ServerReply, SessionCall, SessionEvents } from '../mcp.ts';
import { isRecord, type RpcId } from '../message.ts';

const INTERNAL_ERROR = -32603;

/**
 * The requests of a legacy server that its client is working on. An answer is sent with the id as it came, and none to
 * a request that the server has taken back or can't hear the answer of any more.
 */
export class ServerRequests {
  readonly #connection: Connection;
  readonly #events: SessionEvents;
  readonly #open = new Map<RpcId, AbortController>();

  constructor(connection: Connection, events: SessionEvents) {
    this.#connection = connection;
    this.#events = events;
  }

  /** @param call on whose own stream it came */
  ask(id: RpcId, method: string, params: unknown, call: SessionCall | null): void {
    const controller = new AbortController();
    this.#open.set(id, controller);
    const { signal } = controller;
    const request = { method, params: isRecord(params) ? params : {}, signal, call };
    this.#events.request(request).then(
      (reply) => this.#answer(id, controller, reply),
      (error: unknown) => this.#answer(id, controller, internalError(error)),
    );
  }

  /** The server does not want to know any more. */
  cancel(id: unknown): void {
    if (typeof id !== 'string' && typeof id !== 'number') return;
    const controller = this.#open.get(id);
    this.#open.delete(id);
    controller?.abort();
  }

  /** No answer would be heard any more. */
  end(): void {
    const controllers = [...this.#open.values()];
    this.#open.clear();
    for (const controller of controllers) controller.abort();
  }

  #answer(id: RpcId, controller: AbortController, reply: ServerReply): void {
    // A server that uses an id twice gets the answer to the later request.
    if (this.#open.get(id) !== controller) return;
    this.#open.delete(id);
    this.#connection.reply(id, reply);
  }
}

function internalError(error: unknown): ServerReply {
  return { error: { code: INTERNAL_ERROR, message: error instanceof Error ? error.message : String(error) } };
}
