import type { ClientIdentity, ServerReply } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import type { TrafficLog } from '../../telemetry/telemetry.ts';
import { isObject, META, metaOf } from '../bridge/meta.ts';
import { LEGACY_REVISIONS, MODERN_REVISIONS } from '../bridge/revisions.ts';
import type {
  Caller,
  ModernCall,
  ReplyStream,
  RpcError,
  RpcId,
  RpcNotification,
  RpcRequest,
  Scope,
} from '../core.ts';
import type { RateLimit } from '../guard/rate-limit.ts';
import { inModernEra } from '../offer/capabilities.ts';
import type { Description, Offer, Route } from '../offer/offer.ts';
import { Call } from '../relay/call.ts';
import type { Client } from '../relay/client.ts';
import { INVALID_PARAMS, localError, METHOD_NOT_FOUND } from '../relay/local-error.ts';
import { answer, answerList, refuse } from './answers.ts';
import { clientName } from './client-name.ts';
import { HERE_MS } from './clients.ts';
import { Listen } from './listen.ts';
import { recordOwn } from './record-own.ts';
import { type Running, TrackedReply, whileWaiting } from './running.ts';

type Params = Readonly<Record<string, unknown>>;

const NONE: Params = {};
/** Methods that the modern era took out. */
const REMOVED: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'logging/setLevel',
  'resources/subscribe',
  'resources/unsubscribe',
  'tasks/list',
  'tasks/get',
  'tasks/result',
  'tasks/cancel',
]);
/** How long what is known of a server holds for a client that keeps it. */
const DISCOVER_TTL_MS = 60_000;

export interface CallerContext {
  readonly clock: Clock;
  readonly traffic: TrafficLog;
  readonly rate: RateLimit;
  readonly offer: Offer;
  readonly onClosed: (caller: ModernCaller) => void;
  readonly onFault: (fault: unknown) => void;
}

interface Asked {
  readonly id: RpcId;
  readonly method: string;
  /** With names as the client knows them. */
  readonly params: Params;
  readonly identity: ClientIdentity;
  readonly reply: ReplyStream;
  readonly bytes: number;
}

const NOTHING_TO_CANCEL: ModernCall = { cancel() {} };

/** All requests of one program of the modern era: it has no session, but a name. */
export class ModernCaller implements Client {
  readonly id: string;
  readonly era = 'modern';
  readonly protocolVersion = MODERN_REVISIONS[0];
  readonly scope: Scope;
  readonly caller: Caller;
  readonly name: string;
  readonly rate: RateLimit;
  readonly calls = new Set<Call>();
  readonly sinceMs: number;
  readonly logLevel = null;
  /** As it said in its latest request: it says so in each. */
  identity: ClientIdentity;
  requests = 0;
  errors = 0;
  lastRequestMs: number | null = null;
  /** Of its latest request, monotonic. */
  seenMs: number | null = null;
  readonly openedMs: number;
  readonly #context: CallerContext;
  readonly #listens = new Set<Listen>();
  /** What is neither a call nor answered. */
  readonly #running = new Set<Running>();
  #hasListened = false;
  #isEnded = false;

  constructor(id: string, scope: Scope, caller: Caller, identity: ClientIdentity, context: CallerContext) {
    this.scope = scope;
    this.id = id;
    this.caller = caller;
    this.identity = identity;
    this.name = clientName(identity.info, caller.label);
    this.rate = context.rate;
    this.sinceMs = context.clock.now();
    this.openedMs = context.clock.monotonic();
    this.#context = context;
  }

  get offer(): Offer {
    return this.#context.offer;
  }

  get isAttached(): boolean {
    if (this.#isEnded) return false;
    if (this.#listens.size > 0 || this.#running.size > 0) return true;
    // One that was sent away with a question may never come back.
    for (const { reply } of this.calls) if (reply !== null) return true;
    if (this.#hasListened) return false;
    return this.seenMs !== null && this.#context.clock.monotonic() - this.seenMs < HERE_MS;
  }

  /** It was sent away with a question, and may come back with the answer. */
  get isAwaited(): boolean {
    for (const { hub } of this.offer.linesOf(this)) {
      for (const { client } of hub.suspended.values()) if (client === this) return true;
    }
    return false;
  }

  get isGone(): boolean {
    return this.#isEnded;
  }

  noteRequest(): void {
    this.requests += 1;
    this.lastRequestMs = this.#context.clock.now();
  }

  noteError(): void {
    this.errors += 1;
  }

  /** @param identity as it said in this request */
  request(request: RpcRequest, identity: ClientIdentity, reply: ReplyStream, bytes: number): ModernCall {
    const { id, method } = request;
    const params = request.params ?? NONE;
    this.identity = identity;
    this.seenMs = this.#context.clock.monotonic();
    this.lastRequestMs = this.#context.clock.now();
    if (REMOVED.has(method)) {
      refuse(reply, id, { code: METHOD_NOT_FOUND, message: `Method not found: ${method}` });
      return NOTHING_TO_CANCEL;
    }
    const asked: Asked = { id, method, params, identity, reply, bytes };
    switch (method) {
      case 'server/discover':
        return this.#discover(asked);
      case 'tools/list':
      case 'prompts/list':
      case 'resources/list':
      case 'resources/templates/list': {
        const { offer, traffic, onFault } = this.#context;
        const running = this.#track(reply, (tracked) => {
          const cancel = answerList({
            offer,
            client: this,
            traffic,
            method,
            params,
            id,
            reply: tracked,
            bytes,
            onFault,
          });
          return { cancel };
        });
        return { cancel: () => running.cancel('gone') };
      }
      case 'subscriptions/listen':
        return this.#listen(asked);
      default:
        return this.#call(asked);
    }
  }

  /** A modern client takes no requests: what it is asked comes as a result, see {@link Call.ask}. */
  async ask(): Promise<ServerReply> {
    const message = `${this.name} can be asked only by way of a request of its own, and it is not known which`;
    return { error: localError('no-single-client', message) };
  }

  tell(notification: RpcNotification): void {
    for (const listen of this.#listens) listen.tell(notification);
  }

  /** May be called again. */
  end(why: 'owner' | 'closing' | 'gone'): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    for (const call of [...this.calls]) call.cancel(why);
    for (const running of [...this.#running]) running.cancel(why);
    for (const listen of [...this.#listens]) listen.end();
    this.#listens.clear();
    this.offer.leave(this);
    this.#context.onClosed(this);
  }

  #discover(asked: Asked): ModernCall {
    return this.#whenDescribed(asked, (described, reply) => {
      const { capabilities, serverInfo, instructions } = described;
      const bytes = answer(reply, asked.id, {
        resultType: 'complete',
        supportedVersions: [...MODERN_REVISIONS, ...LEGACY_REVISIONS],
        capabilities: inModernEra(capabilities),
        ...(instructions === null ? {} : { instructions }),
        ttlMs: DISCOVER_TTL_MS,
        cacheScope: 'private',
        _meta: { [META.serverInfo]: serverInfo },
      });
      this.#record(asked, bytes, null);
      return null;
    });
  }

  #listen(asked: Asked): ModernCall {
    const { id, params } = asked;
    const wanted = isObject(params['notifications']) ? params['notifications'] : {};
    return this.#whenDescribed(asked, ({ capabilities }, reply) => {
      const listen = new Listen(id, reply, wanted, capabilities);
      this.offer.enter(this);
      listen.begin(this, this.offer);
      this.#listens.add(listen);
      this.#hasListened = true;
      this.#record(asked, 0, null);
      return {
        cancel: () => {
          this.#listens.delete(listen);
          listen.close(this);
          reply.drop();
        },
      };
    });
  }

  /** Goes on with a request once it is known what there is to use; what is returned by `then` cancels it from there on. */
  #whenDescribed(
    asked: Asked,
    then: (described: Extract<Description, { ok: true }>, reply: ReplyStream) => ModernCall | null,
  ): ModernCall {
    const { onFault } = this.#context;
    let begun: ModernCall | null = null;
    const waiting = this.#track(asked.reply, (reply) =>
      whileWaiting({ id: asked.id, reply, onFault }, this.offer.describe(), (described) => {
        if (described.ok) begun = then(described, reply);
        else this.#record(asked, refuse(reply, asked.id, described.error), described.error);
      }),
    );
    return { cancel: () => (begun === null ? waiting.cancel('gone') : begun.cancel()) };
  }

  #call(asked: Asked): ModernCall {
    const { id, method, params } = asked;
    const route = this.offer.route(method, params, this);
    if (!(route instanceof Promise)) return this.#carry(route, asked);
    const { onFault } = this.#context;
    let begun: ModernCall | null = null;
    const waiting = this.#track(asked.reply, (reply) =>
      whileWaiting({ id, reply, onFault }, route, (found) => {
        begun = this.#carry(found, { ...asked, reply });
      }),
    );
    return { cancel: () => (begun === null ? waiting.cancel('gone') : begun.cancel()) };
  }

  #carry(route: Route, asked: Asked): ModernCall {
    const { id, method, reply, identity, bytes } = asked;
    if (!route.ok) return this.#refuse(asked, route.error);
    const { line, params, target } = route;
    const state = params['requestState'];
    const known = typeof state === 'string' ? line.hub.suspended.get(state) : undefined;
    if (known?.client === this && known.method === method && known.target === target) {
      known.resume(id, reply, isObject(params['inputResponses']) ? params['inputResponses'] : {});
      return hangUp(known, reply);
    }
    // A legacy server knows nothing of states: it would begin anew with what it may have done already.
    if (state !== undefined && line.era === 'legacy') {
      const message = 'requestState is unknown, used already or too old: send the request anew, without it';
      return this.#refuse(asked, { code: INVALID_PARAMS, message });
    }
    const call = new Call({ client: this, identity, line, id, method, params, target, bytes, reply });
    call.run();
    return hangUp(call, reply);
  }

  #refuse(asked: Asked, error: RpcError): ModernCall {
    this.#record(asked, refuse(asked.reply, asked.id, error), error);
    return NOTHING_TO_CANCEL;
  }

  /** What is answered here has its record too. */
  #record({ method, params, bytes }: Asked, responseBytes: number, error: RpcError | null): void {
    const { offer, traffic } = this.#context;
    recordOwn({ offer, client: this, traffic, method, params, requestBytes: bytes, responseBytes, error });
  }

  /** Keeps what `begin` returns on the list of those that run until the reply that it was given is over. */
  #track(reply: ReplyStream, begin: (tracked: ReplyStream) => Running): Running {
    let running: Running | null = null;
    let isOver = false;
    const tracked = new TrackedReply(reply, () => {
      isOver = true;
      if (running !== null) this.#running.delete(running);
    });
    running = begin(tracked);
    if (!isOver) this.#running.add(running);
    return running;
  }
}

/** A client that was sent away for an answer hangs up, and that is no cancellation. */
function hangUp(call: Call, reply: ReplyStream): ModernCall {
  return { cancel: () => (call.reply === reply ? call.cancel('gone') : undefined) };
}

/** Who asks, in the words of its own request. */
export function identityOf(params: Params | undefined): ClientIdentity {
  const meta = metaOf(params);
  const info = meta[META.clientInfo];
  const capabilities = meta[META.clientCapabilities];
  return { info: isObject(info) ? info : {}, capabilities: isObject(capabilities) ? capabilities : {} };
}
