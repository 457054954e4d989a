import type { Clock } from '../ports.ts';
import { Calls } from './conversation/calls.ts';
import { Listening } from './conversation/listening.ts';
import { ServerRequests } from './conversation/server-requests.ts';
import type { Negotiated, ServerReply, SessionEnd, SessionEvents } from './mcp.ts';
import type { McpError } from './mcp-error.ts';
import type { Incoming, RpcFault, RpcId } from './message.ts';
import { Notifications } from './notifications.ts';
import type { Outgoing, Sender, Transport, TransportEvents } from './transport.ts';

const METHOD_NOT_FOUND = -32601;

export type Answer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly fault: RpcFault }
  | { readonly kind: 'timeout' }
  /** `wasSent` is false when the server surely has not been given it. */
  | { readonly kind: 'closed'; readonly wasSent?: boolean }
  /** The request could not be carried to the server, or no answer back. The connection itself goes on. */
  | { readonly kind: 'failed'; readonly error: McpError };

/** Who waits for an answer. */
export interface Pending {
  settle(answer: Answer): void;
}

/**
 * JSON-RPC with one server, over any transport.
 *
 * 1. After `close` or the end of the transport no request is pending, on either side, and no timer runs.
 * 2. The supervisor's own request that timed out is not cancelled: its late answer is a sign of life.
 * 3. A request is settled once, and `calls` is right whenever it is looked at.
 */
export class Connection {
  readonly calls: Calls;
  readonly listening: Listening;
  readonly #transport: Transport;
  readonly #events: SessionEvents;
  readonly #clock: Clock;
  readonly #notifications: Notifications;
  readonly #requests: ServerRequests;
  readonly #pending = new Map<RpcId, Pending>();
  #nextId = 1;
  #isOpen = true;
  /** Null before the handshake is done. */
  #era: Negotiated['era'] | null = null;

  constructor(open: (events: TransportEvents) => Transport, events: SessionEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
    this.calls = new Calls(this, clock);
    this.#requests = new ServerRequests(this, events);
    this.#transport = open({
      message: (message, on) => this.#receive(message, on),
      oversized: (bytes) => this.#events.oversized(bytes),
      failed: (id, error) => this.#fail(id, error),
      ended: (why) => this.#end(why),
    });
    const { isOrdered } = this.#transport;
    const tell = (method: string, params: Readonly<Record<string, unknown>>) =>
      this.#notifications.tell(method, params);
    this.listening = new Listening({ connection: this, clock, isOrdered, tell });
    const { calls, listening } = this;
    this.#notifications = new Notifications({ calls, listening, requests: this.#requests, events });
  }

  /** Headers repeat some parameters of a call. */
  get repeatsParams(): boolean {
    return this.#transport.repeatsParams;
  }

  /** Never used before, and a progress token too. */
  newId(): number {
    return this.#nextId++;
  }

  /** A request of the supervisor. Never rejects. Without `timeoutMs` the wait ends with the connection at the latest. */
  request(method: string, params: object, timeoutMs?: number): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    let cancelTimer = () => {};
    const id = this.newId();
    const settle = (answer: Answer): void => {
      cancelTimer();
      resolve(answer);
    };
    this.begin(id, method, params, 'supervisor', { settle });
    if (timeoutMs !== undefined && this.#pending.has(id)) {
      cancelTimer = this.#clock.after(timeoutMs, () => {
        this.#transport.abandon(id);
        this.#settle(id, { kind: 'timeout' });
      });
    }
    return promise;
  }

  /** Sends a request; `pending` is settled once, perhaps before this returns. */
  begin(id: number, method: string, params: object, from: Sender, pending: Pending): void {
    // Before the send: a stream in memory may bring the answer while it is being written.
    this.#pending.set(id, pending);
    const sent = this.#isOpen && this.#transport.send({ id, method, params }, from);
    if (!sent) this.#settle(id, { kind: 'closed', wasSent: false });
  }

  notify(method: string, params?: Readonly<Record<string, unknown>>): void {
    this.#send(params === undefined ? { method } : { method, params }, 'client');
  }

  /** Answers a request of the server. */
  reply(id: RpcId, reply: ServerReply): void {
    this.#send({ id, ...reply }, 'client');
  }

  /** Takes a request back; its answer, should one come, is only a sign of life. */
  cancel(id: RpcId, reason: string): void {
    if (this.#pending.delete(id)) this.#transport.cancel(id, reason);
  }

  /** Says what follows the handshake in its era. What else was asked for it is no longer waited for. */
  agree(negotiated: Negotiated): void {
    this.#transport.agree(negotiated);
    this.#era = negotiated.era;
    this.#notifications.isModern = negotiated.era === 'modern';
    if (negotiated.era === 'legacy') this.#send({ method: 'notifications/initialized' }, 'supervisor');
    for (const id of this.#pending.keys()) this.#transport.abandon(id);
    this.#pending.clear();
  }

  heard(): string {
    return this.#transport.heard();
  }

  close(): void {
    this.#isOpen = false;
    this.#transport.close();
    this.#letGo();
  }

  #end(why: SessionEnd | null): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#letGo();
    this.#events.ended(why);
  }

  /** What answers, even if not with MCP, is not silent. */
  #fail(id: RpcId, error: McpError): void {
    if (this.#isOpen && error.httpStatus !== null) this.#events.activity();
    this.#settle(id, { kind: 'failed', error });
  }

  #receive(message: Incoming, on: RpcId | null): void {
    if (message.kind === 'stray') {
      this.#events.stray(message.text);
      return;
    }
    this.#events.activity();
    switch (message.kind) {
      case 'request':
        this.#hearRequest(message, on);
        return;
      case 'notification':
        this.#notifications.hear(message.method, message.params, on);
        return;
      case 'result':
        this.#settle(message.id, { kind: 'result', result: message.result });
        return;
      case 'error':
        if (message.id !== null) this.#settle(message.id, { kind: 'error', fault: message.fault });
        return;
      default:
        message satisfies never;
    }
  }

  #hearRequest({ id, method, params }: Extract<Incoming, { kind: 'request' }>, on: RpcId | null): void {
    // A modern server sends no requests, and a modern client no responses.
    if (this.#era === 'modern') return;
    if (method === 'ping') this.#send({ id, result: {} }, 'supervisor');
    else if (this.#era === 'legacy') {
      this.#requests.ask(id, method, params, typeof on === 'number' ? this.calls.find(on) : null);
    } else this.#send({ id, error: { code: METHOD_NOT_FOUND, message: 'Method not found' } }, 'supervisor');
  }

  #send(message: Outgoing, from: Sender): void {
    if (this.#isOpen) this.#transport.send(message, from);
  }

  #settle(id: RpcId, answer: Answer): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    pending.settle(answer);
  }

  #letGo(): void {
    this.listening.end();
    this.#requests.end();
    for (const id of [...this.#pending.keys()]) this.#settle(id, { kind: 'closed' });
  }
}
