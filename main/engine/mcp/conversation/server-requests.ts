import type { Connection } from '../connection.ts';
import type { ServerReply, SessionCall, SessionEvents } from '../mcp.ts';
import { isRecord, type RpcId } from '../message.ts';

const INTERNAL_ERROR = -32603;

interface Open {
  readonly controller: AbortController;
  /** The server waits no longer: the time of its calls runs again. */
  readonly release: () => void;
}

/**
 * The requests of a legacy server that its client is working on. An answer is sent with the id as it came, and none to
 * a request that the server has taken back or can't hear the answer of any more.
 */
export class ServerRequests {
  readonly #connection: Connection;
  readonly #events: SessionEvents;
  readonly #open = new Map<RpcId, Open>();

  constructor(connection: Connection, events: SessionEvents) {
    this.#connection = connection;
    this.#events = events;
  }

  /** @param call on whose own stream it came */
  ask(id: RpcId, method: string, params: unknown, call: SessionCall | null): void {
    const controller = new AbortController();
    // A server that uses an id twice gets the answer to the later request.
    this.#open.get(id)?.release();
    this.#open.set(id, { controller, release: this.#connection.calls.hold() });
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
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.release();
    open?.controller.abort();
  }

  /** No answer would be heard any more. */
  end(): void {
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const { controller, release } of all) {
      release();
      controller.abort();
    }
  }

  #answer(id: RpcId, controller: AbortController, reply: ServerReply): void {
    const open = this.#open.get(id);
    if (open?.controller !== controller) return;
    this.#open.delete(id);
    open.release();
    this.#connection.reply(id, reply);
  }
}

function internalError(error: unknown): ServerReply {
  return { error: { code: INTERNAL_ERROR, message: error instanceof Error ? error.message : String(error) } };
}
