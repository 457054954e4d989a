import type { ClientIdentity, ServerReply } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import type { TrafficLog } from '../../telemetry/telemetry.ts';
import { isObject, META, metaOf } from '../bridge/meta.ts';
import { LEGACY_REVISIONS, MODERN_REVISIONS } from '../bridge/revisions.ts';
import type { Caller, ModernCall, ReplyStream, RpcId, RpcNotification, RpcRequest, Scope } from '../core.ts';
import type { RateLimit } from '../guard/rate-limit.ts';
import { inModernEra } from '../offer/capabilities.ts';
import type { Offer, Route } from '../offer/offer.ts';
import { Call } from '../relay/call.ts';
import type { Client } from '../relay/client.ts';
import { localError, METHOD_NOT_FOUND } from '../relay/local-error.ts';
import { answer, answerList, refuse } from './answers.ts';
import { clientName } from './client-name.ts';
import { Listen } from './listen.ts';

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
}

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
  readonly #context: CallerContext;
  readonly #listens = new Set<Listen>();
  #isEnded = false;

  constructor(id: string, scope: Scope, caller: Caller, identity: ClientIdentity, context: CallerContext) {
    this.scope = scope;
    this.id = id;
    this.caller = caller;
    this.identity = identity;
    this.name = clientName(identity.info, caller.label);
    this.rate = context.rate;
    this.sinceMs = context.clock.now();
    this.#context = context;
  }

  get offer(): Offer {
    return this.#context.offer;
  }

  get isAttached(): boolean {
    return this.calls.size > 0 || this.#listens.size > 0;
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

  request(request: RpcRequest, reply: ReplyStream, bytes: number): ModernCall {
    const { id, method } = request;
    const params = request.params ?? NONE;
    this.lastRequestMs = this.#context.clock.now();
    if (REMOVED.has(method)) {
      refuse(reply, id, { code: METHOD_NOT_FOUND, message: `Method not found: ${method}` });
      return { cancel() {} };
    }
    switch (method) {
      case 'server/discover':
        void this.#discover(id, reply);
        return { cancel() {} };
      case 'tools/list':
      case 'prompts/list':
      case 'resources/list':
      case 'resources/templates/list': {
        const { offer, traffic } = this.#context;
        const cancel = answerList({ offer, client: this, traffic, method, params, id, reply, bytes });
        return { cancel: () => cancel('gone') };
      }
      case 'subscriptions/listen':
        return this.#listen(id, params, reply);
      default:
        return this.#call(id, method, params, reply, bytes);
    }
  }

  /** A modern client takes no requests: what it is asked comes as a result, see {@link Call.ask}. */
  async ask(): Promise<ServerReply> {
    return {
      error: localError(
        'not-supported-by-client',
        `${this.name} can be asked only while a request of its own runs`,
      ),
    };
  }

  tell(notification: RpcNotification): void {
    for (const listen of this.#listens) listen.tell(notification);
  }

  end(why: 'owner' | 'closing' | 'gone'): void {
    this.#isEnded = true;
    for (const call of [...this.calls]) call.cancel(why);
    for (const listen of [...this.#listens]) listen.end();
    this.#listens.clear();
    this.offer.leave(this);
  }

  async #discover(id: RpcId, reply: ReplyStream): Promise<void> {
    const described = await this.offer.describe();
    if (!described.ok) {
      refuse(reply, id, described.error);
      return;
    }
    const { capabilities, serverInfo, instructions } = described;
    answer(reply, id, {
      resultType: 'complete',
      supportedVersions: [...MODERN_REVISIONS, ...LEGACY_REVISIONS],
      capabilities: inModernEra(capabilities),
      ...(instructions === null ? {} : { instructions }),
      ttlMs: DISCOVER_TTL_MS,
      cacheScope: 'private',
      _meta: { [META.serverInfo]: serverInfo },
    });
  }

  #listen(id: RpcId, params: Params, reply: ReplyStream): ModernCall {
    const wanted = isObject(params['notifications']) ? params['notifications'] : {};
    let listen: Listen | null = null;
    let isOver = false;
    const cancel = (): void => {
      isOver = true;
      if (listen === null) return;
      this.#listens.delete(listen);
      listen.close(this);
    };
    void this.offer.describe().then((described) => {
      if (isOver) return;
      if (!described.ok) {
        refuse(reply, id, described.error);
        return;
      }
      listen = new Listen(id, reply, wanted, described.capabilities);
      this.offer.enter(this);
      listen.begin(this, this.offer);
      this.#listens.add(listen);
    });
    return { cancel };
  }

  #call(id: RpcId, method: string, params: Params, reply: ReplyStream, bytes: number): ModernCall {
    const resumed = this.#resume(id, params, reply);
    if (resumed !== null) return { cancel: () => resumed.cancel('gone') };
    const route = this.offer.route(method, params, this);
    if (!(route instanceof Promise)) return this.#carry(route, id, method, reply, bytes);
    let running: ModernCall | null = null;
    let isOver = false;
    void route.then((found) => {
      if (!isOver) running = this.#carry(found, id, method, reply, bytes);
    });
    return {
      cancel() {
        isOver = true;
        running?.cancel();
      },
    };
  }

  #carry(route: Route, id: RpcId, method: string, reply: ReplyStream, bytes: number): ModernCall {
    if (!route.ok) {
      this.noteRequest();
      this.noteError();
      refuse(reply, id, route.error);
      return { cancel() {} };
    }
    const { line, params, target } = route;
    const call = new Call({ client: this, line, id, method, params, target, bytes, reply });
    call.run();
    // A client that was sent away for an answer hangs up, and that is no cancellation.
    return { cancel: () => (call.reply === reply ? call.cancel('gone') : undefined) };
  }

  /** It comes back with answers to what a legacy server asked; null where it does not. */
  #resume(id: RpcId, params: Params, reply: ReplyStream): Call | null {
    const state = params['requestState'];
    if (typeof state !== 'string') return null;
    for (const line of this.offer.linesOf(this)) {
      const call = line.hub.suspended.get(state);
      if (call?.client !== this) continue;
      line.hub.suspended.delete(state);
      call.resume(id, reply, isObject(params['inputResponses']) ? params['inputResponses'] : {});
      return call;
    }
    return null;
  }
}

/** Who asks, in the words of its own request. */
export function identityOf(params: Params | undefined): ClientIdentity {
  const meta = metaOf(params);
  const info = meta[META.clientInfo];
  const capabilities = meta[META.clientCapabilities];
  return { info: isObject(info) ? info : {}, capabilities: isObject(capabilities) ? capabilities : {} };
}
