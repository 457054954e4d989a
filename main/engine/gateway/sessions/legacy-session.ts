import { randomUUID } from 'node:crypto';
import type { ClientIdentity, ServerReply } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import type { TrafficLog } from '../../telemetry/telemetry.ts';
import { isObject } from '../bridge/meta.ts';
import type {
  Caller,
  ClientSession,
  Peer,
  ReplyStream,
  RpcError,
  RpcId,
  RpcNotification,
  RpcRequest,
  RpcResponse,
  Scope,
} from '../core.ts';
import type { RateLimit } from '../guard/rate-limit.ts';
import { LISTS, type ListKind, type ListMethod } from '../line/lists.ts';
import { LOG_LEVELS } from '../line/log-levels.ts';
import type { Offer, Route } from '../offer/offer.ts';
import { Call } from '../relay/call.ts';
import type { Client } from '../relay/client.ts';
import { INVALID_PARAMS, INVALID_REQUEST, localError, METHOD_NOT_FOUND } from '../relay/local-error.ts';
import { answer, answerList, refuse } from './answers.ts';
import { clientName } from './client-name.ts';
import { HERE_MS } from './clients.ts';
import { Questions } from './questions.ts';
import { recordOwn } from './record-own.ts';
import { type Running, TrackedReply, whileWaiting } from './running.ts';

type Params = Readonly<Record<string, unknown>>;

const NONE: Params = {};
const LIST_OF: Readonly<Record<string, ListKind>> = {
  'notifications/tools/list_changed': 'tools',
  'notifications/prompts/list_changed': 'prompts',
  'notifications/resources/list_changed': 'resources',
};

export interface SessionContext {
  readonly clock: Clock;
  readonly traffic: TrafficLog;
  readonly rate: RateLimit;
  readonly offer: Offer;
  readonly capabilities: Params;
  readonly onClosed: (session: LegacySession) => void;
  readonly onFault: (fault: unknown) => void;
}

interface Asked {
  readonly id: RpcId;
  readonly method: string;
  /** With names as the client knows them. */
  readonly params: Params;
  readonly reply: ReplyStream;
  readonly bytes: number;
}

/** A client of the legacy era, from `initialize` to its leave. */
export class LegacySession implements ClientSession, Client {
  readonly id = randomUUID();
  readonly era = 'legacy';
  readonly name: string;
  readonly scope: Scope;
  readonly caller: Caller;
  readonly protocolVersion: string;
  readonly identity: ClientIdentity;
  readonly rate: RateLimit;
  readonly calls = new Set<Call>();
  readonly sinceMs: number;
  requests = 0;
  errors = 0;
  lastRequestMs: number | null = null;
  /** Of its latest request, monotonic. */
  seenMs: number | null = null;
  readonly openedMs: number;
  logLevel: string | null = null;
  readonly #context: SessionContext;
  readonly #peer: Peer;
  readonly #running = new Map<RpcId, Running>();
  readonly #questions: Questions;
  #isListening = false;
  #hasListened = false;
  #isClosed = false;

  constructor(
    who: { scope: Scope; caller: Caller; protocolVersion: string; identity: ClientIdentity },
    peer: Peer,
    context: SessionContext,
  ) {
    this.scope = who.scope;
    this.caller = who.caller;
    this.protocolVersion = who.protocolVersion;
    this.identity = who.identity;
    this.name = clientName(who.identity.info, who.caller.label);
    this.rate = context.rate;
    this.sinceMs = context.clock.now();
    this.openedMs = context.clock.monotonic();
    this.#peer = peer;
    this.#context = context;
    this.#questions = new Questions(context.clock);
  }

  get offer(): Offer {
    return this.#context.offer;
  }

  get isAttached(): boolean {
    if (this.#isClosed) return false;
    if (this.#isListening || this.#running.size > 0) return true;
    // One that listened and stopped has gone; one that never did may only be between two requests.
    if (this.#hasListened) return false;
    return this.seenMs !== null && this.#context.clock.monotonic() - this.seenMs < HERE_MS;
  }

  get isGone(): boolean {
    return this.#isClosed;
  }

  attend(isListening: boolean): void {
    this.#isListening = isListening;
    this.#hasListened ||= isListening;
  }

  noteRequest(): void {
    this.requests += 1;
    this.lastRequestMs = this.#context.clock.now();
  }

  noteError(): void {
    this.errors += 1;
  }

  request(request: RpcRequest, reply: ReplyStream, bytes: number): void {
    const { id, method } = request;
    const params = request.params ?? NONE;
    if (this.#isClosed) {
      reply.drop();
      return;
    }
    this.seenMs = this.#context.clock.monotonic();
    if (this.#running.has(id)) {
      refuse(reply, id, {
        code: INVALID_REQUEST,
        message: `a request with the id ${id} is in flight already`,
      });
      return;
    }
    switch (method) {
      case 'tools/call':
      case 'resources/read':
      case 'prompts/get':
        this.#call(id, method, params, reply, bytes);
        return;
      case 'ping':
        answer(reply, id, NONE);
        return;
      case 'tools/list':
      case 'prompts/list':
      case 'resources/list':
      case 'resources/templates/list':
        this.#list(id, method, params, reply, bytes);
        return;
      case 'logging/setLevel':
        this.#setLevel(id, params, reply, bytes);
        return;
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        this.#subscribe(id, method, params, reply, bytes);
        return;
      case 'initialize':
        refuse(reply, id, { code: INVALID_REQUEST, message: 'this session is initialized already' });
        return;
      case 'server/discover':
      case 'subscriptions/listen':
        refuse(reply, id, { code: METHOD_NOT_FOUND, message: `Method not found: ${method}` });
        return;
      default:
        this.#call(id, method, params, reply, bytes);
    }
  }

  notify({ method, params = NONE }: RpcNotification): void {
    if (method === 'notifications/cancelled') {
      const { requestId } = params;
      if (typeof requestId === 'string' || typeof requestId === 'number')
        this.#running.get(requestId)?.cancel('client');
      return;
    }
    if (method === 'notifications/initialized') return;
    // What a client says of itself is said to processes that are its own; a shared one does not know it.
    for (const line of this.offer.linesOf(this)) {
      if (!line.isShared) line.way.notify(method, params);
    }
  }

  respond(response: RpcResponse): void {
    this.#questions.settle(response);
  }

  ask(method: string, params: Params, reply: ReplyStream | null, signal: AbortSignal): Promise<ServerReply> {
    if (this.#isClosed) return Promise.resolve(gone(this.name));
    const stream = reply ?? this.#peer;
    return this.#questions.ask(method, params, (message) => stream.send(message), signal);
  }

  tell(notification: RpcNotification): void {
    if (this.#isClosed) return;
    // Changes of what it was not offered when it came are nothing to it: a client may take them for a mistake.
    const list = LIST_OF[notification.method];
    if (list === undefined || this.#context.capabilities[list] !== undefined) this.#peer.send(notification);
  }

  close(): void {
    this.#end('gone');
  }

  /** By the gateway's wish: the client is told. */
  end(why: 'owner' | 'closing'): void {
    this.#end(why);
    this.#peer.close();
  }

  #end(why: 'gone' | 'owner' | 'closing'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const running of [...this.#running.values()]) running.cancel(why);
    this.#questions.close(`${this.name} has gone`);
    this.offer.leave(this);
    this.#context.onClosed(this);
  }

  #call(id: RpcId, method: string, params: Params, reply: ReplyStream, bytes: number): void {
    const route = this.offer.route(method, params, this);
    const tracked = this.#track(id, reply);
    if (!(route instanceof Promise)) {
      this.#carry(route, { id, method, params, reply: tracked, bytes });
      return;
    }
    const { onFault } = this.#context;
    const running = whileWaiting({ id, reply: tracked, onFault }, route, (found) =>
      this.#carry(found, { id, method, params, reply: tracked, bytes }),
    );
    this.#running.set(id, running);
  }

  #carry(route: Route, { id, method, params, reply, bytes }: Asked): void {
    if (!route.ok) {
      this.#record(method, params, bytes, refuse(reply, id, route.error), route.error);
      return;
    }
    const { line, target } = route;
    const call = new Call({ client: this, line, id, method, params: route.params, target, bytes, reply });
    this.#running.set(id, call);
    call.run();
  }

  /** What is answered here has its record too. */
  #record(
    method: string,
    params: Params,
    requestBytes: number,
    responseBytes: number,
    error: RpcError | null,
  ): void {
    const { offer, traffic } = this.#context;
    recordOwn({ offer, client: this, traffic, method, params, requestBytes, responseBytes, error });
  }

  #list(id: RpcId, method: ListMethod, params: Params, reply: ReplyStream, bytes: number): void {
    const { offer, traffic, onFault } = this.#context;
    const { capability } = LISTS[method];
    if (this.#context.capabilities[capability] === undefined) {
      refuse(reply, id, { code: METHOD_NOT_FOUND, message: `Method not found: ${method}` });
      return;
    }
    let cancel: Running['cancel'] = () => {};
    this.#running.set(id, { cancel: (by) => cancel(by) });
    cancel = answerList({
      offer,
      client: this,
      traffic,
      method,
      params,
      id,
      bytes,
      reply: this.#track(id, reply),
      onFault,
    });
  }

  #setLevel(id: RpcId, params: Params, reply: ReplyStream, bytes: number): void {
    const { level } = params;
    if (this.#context.capabilities['logging'] === undefined) {
      refuse(reply, id, { code: METHOD_NOT_FOUND, message: 'Method not found: logging/setLevel' });
      return;
    }
    if (typeof level !== 'string' || !LOG_LEVELS.includes(level)) {
      refuse(reply, id, { code: INVALID_PARAMS, message: `level must be one of ${LOG_LEVELS.join(', ')}` });
      return;
    }
    this.logLevel = level;
    for (const line of this.offer.linesOf(this)) line.syncLevel();
    this.#record('logging/setLevel', params, bytes, answer(reply, id, NONE), null);
  }

  #subscribe(id: RpcId, method: string, params: Params, reply: ReplyStream, bytes: number): void {
    const { uri } = params;
    const resources = this.#context.capabilities['resources'];
    if (!isObject(resources) || resources['subscribe'] !== true) {
      refuse(reply, id, { code: METHOD_NOT_FOUND, message: `Method not found: ${method}` });
      return;
    }
    const line = typeof uri === 'string' ? this.offer.lineOfResource(uri, this) : null;
    if (typeof uri !== 'string' || line === null) {
      refuse(reply, id, { code: INVALID_PARAMS, message: `Unknown resource: ${String(uri)}` });
      return;
    }
    const isNew = method === 'resources/subscribe';
    const isToAsk = isNew
      ? line.subscriptions.add(this, uri).isFirst
      : line.subscriptions.remove(this, uri, true).isLast;
    if (isToAsk && line.era === 'legacy') {
      const tracked = this.#track(id, reply);
      this.#carry({ ok: true, line, params, target: uri }, { id, method, params, reply: tracked, bytes });
      return;
    }
    if (isToAsk) line.subscriptions.listen();
    this.#record(method, params, bytes, answer(reply, id, NONE), null);
  }

  /** The same reply, which takes the request off the list of those that run when it is answered. */
  #track(id: RpcId, reply: ReplyStream): ReplyStream {
    return new TrackedReply(reply, () => this.#running.delete(id));
  }
}

function gone(name: string): ServerReply {
  return { error: localError('cancelled', `${name} has gone`) };
}
