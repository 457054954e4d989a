import { MODERN_REVISIONS } from '../bridge/revisions.ts';
import type {
  Caller,
  ClientSession,
  GatewayCore,
  ModernCall,
  Peer,
  ReplyStream,
  RpcId,
  RpcNotification,
  RpcRequest,
  RpcResponse,
  Scope,
} from '../core.ts';
import { INVALID_REQUEST, PARSE_ERROR, responseText } from '../http/answers.ts';
import { type Message, readMessage } from '../http/message.ts';
import type { Seat } from '../http/seats.ts';
import { checkEnvelope, checkVersion, claimsModern } from '../stateless/envelope.ts';
import { batchFault } from '../streamable/batch.ts';

export interface ConversationOptions {
  readonly core: GatewayCore;
  readonly scope: Scope;
  readonly caller: Caller;
  /** Whether requests of the modern era may come too. */
  readonly takesModern: boolean;
  /** One message, as text without a newline. */
  readonly write: (text: string) => void;
  /** Whether the client is behind on reading; it is spared what it can do without then. */
  readonly isBehind: () => boolean;
  /** Nothing is written any more, by the gateway's wish or the transport's. Called once. */
  readonly onClose: () => void;
  readonly onFault: (error: unknown) => void;
}

/** A flood of these must not cost a client that reads slowly its answers. */
const SPARED: ReadonlySet<string> = new Set(['notifications/progress', 'notifications/message']);

/** One client whose messages come and go in order: over a pipe, or over a stream of events and POSTs beside it. */
export class Conversation implements Peer, Seat {
  readonly options: ConversationOptions;
  /** Keeps its place as long as its connection lasts. */
  readonly isAway = false;
  readonly lastUsedMs = 0;
  #session: ClientSession | null = null;
  /** What came while the session was being opened; null at all other times. */
  #queue: { readonly message: Message; readonly bytes: number }[] | null = null;
  readonly #modern = new Map<RpcId, ModernCall | null>();
  #open = 0;
  #onIdle: (() => void) | null = null;
  #isClosed = false;

  constructor(options: ConversationOptions) {
    this.options = options;
  }

  /** Takes one message, or a batch, as text. */
  receive(text: string, bytes: number): void {
    if (this.#isClosed) return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.refuse(null, PARSE_ERROR, 'Parse error: the message is not valid JSON');
      return;
    }
    if (!Array.isArray(value)) {
      this.#take(readMessage(value), bytes);
      return;
    }
    const fault = batchFault(value.length, this.options.core.batchSize, this.#session?.protocolVersion);
    if (fault !== null) this.refuse(null, INVALID_REQUEST, fault);
    else for (const each of value) this.#take(readMessage(each), Math.round(bytes / value.length));
  }

  refuse(id: RpcId | null, code: number, message: string, data?: unknown): void {
    const error = data === undefined ? { code, message } : { code, message, data };
    this.write(JSON.stringify({ jsonrpc: '2.0', id, error } satisfies RpcResponse));
  }

  send(message: RpcNotification | RpcRequest): void {
    if (!SPARED.has(message.method) || !this.options.isBehind()) this.write(JSON.stringify(message));
  }

  write(text: string): void {
    if (!this.#isClosed) this.options.write(text);
  }

  /** Calls `then` once nothing is being worked on, at once where nothing is. */
  whenIdle(then: () => void): void {
    if (this.#open === 0) then();
    else this.#onIdle = then;
  }

  /** Cancels what is being worked on. May be called again. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const call of this.#modern.values()) call?.cancel();
    this.#session?.close();
    const { connection } = this.options.caller;
    if (connection !== undefined) this.options.core.hangUp(connection);
    this.options.onClose();
  }

  #take(message: Message, bytes: number): void {
    if (message.kind === 'invalid') {
      this.refuse(message.id, INVALID_REQUEST, `Invalid Request: ${message.why}`);
    } else if (message.kind === 'request' && claimsModern(message.request.params)) {
      this.#requestModern(message.request, bytes);
    } else if (this.#queue !== null) this.#queue.push({ message, bytes });
    else this.#takeLegacy(message, bytes);
  }

  #takeLegacy(message: Message, bytes: number): void {
    const session = this.#session;
    if (message.kind === 'request') {
      const { request } = message;
      if (request.method === 'initialize') this.#begin(request).catch(this.options.onFault);
      else if (session !== null) session.request(request, this.#reply(), bytes);
      else if (request.method === 'ping')
        this.write(JSON.stringify({ jsonrpc: '2.0', id: request.id, result: {} } satisfies RpcResponse));
      else this.refuse(request.id, INVALID_REQUEST, 'Invalid Request: a session begins with initialize');
    } else if (message.kind === 'notification') {
      if (!this.#cancelModern(message.notification)) session?.notify(message.notification);
    } else if (message.kind === 'response') session?.respond(message.response);
  }

  async #begin(request: RpcRequest): Promise<void> {
    const { core, scope, caller } = this.options;
    // A client that begins anew without a new connection.
    this.#session?.close();
    this.#session = null;
    this.#queue = [];
    this.#open += 1;
    const opened = await core.open(scope, caller, request, this);
    if (opened.ok) {
      this.#session = opened.session;
      // A client that is connected hears everything.
      if (this.#isClosed) opened.session.close();
      else opened.session.attend(true);
    }
    this.write(JSON.stringify(opened.response));
    const queued = this.#isClosed ? [] : (this.#queue ?? []);
    this.#queue = null;
    for (const { message, bytes } of queued) this.#take(message, bytes);
    this.#settle();
  }

  #requestModern(request: RpcRequest, bytes: number): void {
    const { core, scope, caller, takesModern } = this.options;
    const fault = checkEnvelope(request) ?? checkVersion(request, takesModern ? MODERN_REVISIONS : []);
    if (fault !== null) {
      this.refuse(request.id, fault.code, fault.message, fault.data);
      return;
    }
    this.#modern.set(request.id, null);
    const reply = this.#reply(() => this.#modern.delete(request.id));
    const call = core.modern(scope, caller, request, reply, bytes);
    if (!this.#modern.has(request.id)) return;
    this.#modern.set(request.id, {
      cancel() {
        call.cancel();
        // What is taken back may be dropped by the core, or never be heard of again: it counts once.
        reply.drop();
      },
    });
  }

  /** Whether the notification took back a request of the modern era. */
  #cancelModern({ method, params }: RpcNotification): boolean {
    if (method !== 'notifications/cancelled') return false;
    const id = params?.['requestId'];
    if (typeof id !== 'string' && typeof id !== 'number') return false;
    const call = this.#modern.get(id);
    if (call === undefined || call === null) return false;
    call.cancel();
    return true;
  }

  #reply(then?: () => void): ReplyStream {
    this.#open += 1;
    let isDone = false;
    const finish = (): void => {
      if (isDone) return;
      isDone = true;
      then?.();
      this.#settle();
    };
    return {
      send: (message) => this.send(message),
      end: (response, resultText) => {
        const text = responseText(response, resultText);
        if (!isDone) this.write(text);
        finish();
        return Buffer.byteLength(text);
      },
      drop: finish,
    };
  }

  #settle(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    this.#onIdle?.();
    this.#onIdle = null;
  }
}
