import type { Clock } from '../ports.ts';
import { Calls } from './calls.ts';
import type { Negotiated, SessionEnd, SessionEvents } from './mcp.ts';
import type { McpError } from './mcp-error.ts';
import { type Incoming, isRecord, type RpcFault, type RpcId } from './message.ts';
import type { Outgoing, Sender, Transport, TransportEvents } from './transport.ts';

const METHOD_NOT_FOUND = -32601;

export type Answer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly fault: RpcFault }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'closed' }
  /** The request could not be carried to the server, or no answer back. The connection itself goes on. */
  | { readonly kind: 'failed'; readonly error: McpError };

type Settle = (answer: Answer) => void;

/**
 * JSON-RPC with one server, over any transport.
 *
 * 1. After `close` or the end of the transport no request is pending and no timer runs.
 * 2. The supervisor's own request that timed out is not cancelled: its late answer is a sign of life.
 * 3. A request is settled once, and `calls` is right whenever it is looked at.
 */
export class Connection {
  readonly calls: Calls;
  readonly #transport: Transport;
  readonly #events: SessionEvents;
  readonly #clock: Clock;
  readonly #pending = new Map<RpcId, Settle>();
  #nextId = 1;
  #isOpen = true;
  #answersRequests = true;

  constructor(open: (events: TransportEvents) => Transport, events: SessionEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
    this.calls = new Calls(this, clock);
    this.#transport = open({
      message: (message) => this.#receive(message),
      oversized: (bytes) => this.#events.oversized(bytes),
      failed: (id, error) => this.#fail(id, error),
      ended: (why) => this.#end(why),
    });
  }

  /** A request of the supervisor. Never rejects. Without `timeoutMs` the wait ends with the connection at the latest. */
  request(method: string, params: object, timeoutMs?: number): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    let cancelTimer = () => {};
    const id = this.begin(method, params, 'supervisor', (answer) => {
      cancelTimer();
      resolve(answer);
    });
    if (timeoutMs !== undefined && this.#pending.has(id)) {
      cancelTimer = this.#clock.after(timeoutMs, () => {
        this.#transport.abandon(id);
        this.#settle(id, { kind: 'timeout' });
      });
    }
    return promise;
  }

  /** Sends a request; `settle` is called once, perhaps before this returns. */
  begin(method: string, params: object, from: Sender, settle: Settle): RpcId {
    const id = this.#nextId++;
    // Before the send: a stream in memory may bring the answer while it is being written.
    this.#pending.set(id, settle);
    const sent = this.#isOpen && this.#transport.send({ id, method, params }, from);
    if (!sent) this.#settle(id, { kind: 'closed' });
    return id;
  }

  notify(method: string, params?: Readonly<Record<string, unknown>>): void {
    this.#send(params === undefined ? { method } : { method, params });
  }

  /** Takes a request back; its answer, should one come, is only a sign of life. */
  cancel(id: RpcId, reason: string): void {
    if (this.#pending.delete(id)) this.#transport.cancel(id, reason);
  }

  /** Says what follows the handshake in its era. What else was asked for it is no longer waited for. */
  agree(negotiated: Negotiated): void {
    this.#transport.agree(negotiated);
    switch (negotiated.era) {
      case 'legacy':
        this.#send({ method: 'notifications/initialized' });
        break;
      case 'modern':
        // A modern server sends no requests, and a modern client no responses.
        this.#answersRequests = false;
        break;
      default:
        negotiated.era satisfies never;
    }
    for (const id of this.#pending.keys()) this.#transport.abandon(id);
    this.#pending.clear();
  }

  heard(): string {
    return this.#transport.heard();
  }

  close(): void {
    this.#isOpen = false;
    this.#transport.close();
    this.#settleAll();
  }

  #end(why: SessionEnd | null): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#settleAll();
    this.#events.ended(why);
  }

  /** What answers, even if not with MCP, is not silent. */
  #fail(id: RpcId, error: McpError): void {
    if (this.#isOpen && error.httpStatus !== null) this.#events.activity();
    this.#settle(id, { kind: 'failed', error });
  }

  #receive(message: Incoming): void {
    if (message.kind === 'stray') {
      this.#events.stray(message.text);
      return;
    }
    this.#events.activity();
    switch (message.kind) {
      case 'request':
        this.#answerRequest(message.id, message.method);
        return;
      case 'notification':
        this.#hearNotification(message.method, message.params);
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

  #hearNotification(method: string, params: unknown): void {
    if (method === 'notifications/progress') {
      const token: unknown = isRecord(params) ? params['progressToken'] : undefined;
      if (typeof token === 'string' || typeof token === 'number')
        this.calls.noteProgress(token, isRecord(params) ? params : {});
    } else if (/^notifications\/(tools|resources|prompts)\/list_changed$/.test(method)) {
      this.#events.listChanged();
    }
  }

  #answerRequest(id: RpcId, method: string): void {
    if (!this.#answersRequests) return;
    if (method === 'ping') this.#send({ id, result: {} });
    else this.#send({ id, error: { code: METHOD_NOT_FOUND, message: 'Method not found' } });
  }

  #send(message: Outgoing): void {
    if (this.#isOpen) this.#transport.send(message, 'supervisor');
  }

  #settle(id: RpcId, answer: Answer): void {
    const settle = this.#pending.get(id);
    if (!settle) return;
    this.#pending.delete(id);
    settle(answer);
  }

  #settleAll(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, { kind: 'closed' });
  }
}
