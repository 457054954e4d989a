/** What is attached to: one server, or all of them under one roof. */
export type Scope = { readonly kind: 'server'; readonly name: string } | { readonly kind: 'all' };

/** Who stands at the door. */
export interface Caller {
  /** The name of the client's own token; null for the engine's. */
  readonly token: string | null;
  readonly transport: 'streamable-http' | 'sse' | 'connect' | 'window';
  /** What its owner calls it (`connect --client`), which goes before what it calls itself. */
  readonly label?: string | undefined;
  /** Where one connection is one client, whatever others say of themselves: which. */
  readonly connection?: string;
}

export type RpcId = string | number;

/** Messages of JSON-RPC as they go over the wire, parsed; `jsonrpc` is "2.0" in all of them. */
export interface RpcRequest {
  readonly jsonrpc: '2.0';
  readonly id: RpcId;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}
export interface RpcNotification {
  readonly jsonrpc: '2.0';
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}
export type RpcResponse =
  | { readonly jsonrpc: '2.0'; readonly id: RpcId; readonly result: Readonly<Record<string, unknown>> }
  | { readonly jsonrpc: '2.0'; readonly id: RpcId | null; readonly error: RpcError };
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** How a session reaches its client outside of any request: its GET stream, its event stream, its pipe. */
export interface Peer {
  /** A notification, or a request to the client. Dropped where nobody listens; never throws. */
  send(message: RpcNotification | RpcRequest): void;
  /** The session is over by the gateway's wish: its token was removed, the engine closes. */
  close(): void;
}

/** The way back for one request of a client. */
export interface ReplyStream {
  /** A notification, or a request to the client, that belongs to the request and comes before its answer. */
  send(message: RpcNotification | RpcRequest): void;
  /**
   * The answer; nothing is sent afterwards. Gives the bytes of its body. `resultText` is the result as JSON, where that
   * is known already: it is written as it stands.
   */
  end(response: RpcResponse, resultText?: string): number;
  /** Instead of an answer, where nobody waits for one: the client has taken the request back, or has gone. */
  drop(): void;
}

/** One client of the legacy era, from `initialize` to its leave. */
export interface ClientSession {
  readonly id: string;
  /** As agreed in its `initialize`. */
  readonly protocolVersion: string;
  /** `bytes`: of the message as it came. */
  request(request: RpcRequest, reply: ReplyStream, bytes: number): void;
  notify(notification: RpcNotification): void;
  /** The client's answer to a request that it was sent. */
  respond(response: RpcResponse): void;
  /**
   * Whether somebody listens for what belongs to no request. A session that nobody listens on and that has nothing in
   * flight counts as away: it keeps its place, and shared servers do not count it.
   */
  attend(isListening: boolean): void;
  /** The client is gone: cancels what it has in flight and frees all that it held. May be called again. */
  close(): void;
}

/** A request of the modern era, which is a world of its own. */
export interface ModernCall {
  /** The client hung up or cancelled: cancels it at the server; `reply.end` is not called any more. */
  cancel(): void;
}

export type Opened =
  | { readonly ok: true; readonly session: ClientSession; readonly response: RpcResponse }
  /** With the HTTP status that says so: 404 no such server, 503 too many clients or server down, 400 a bad `initialize`. */
  | { readonly ok: false; readonly status: number; readonly response: RpcResponse };

/** The gateway without its transports: what a client's message comes to. */
export interface GatewayCore {
  /** Whether there is such a server, or the admin server of that name. */
  has(scope: Scope): boolean;
  /** Takes a legacy client in. Never rejects. */
  open(scope: Scope, caller: Caller, initialize: RpcRequest, peer: Peer): Promise<Opened>;
  /**
   * A request whose `_meta` names a modern revision; its form has been checked by the transport. `subscriptions/listen`
   * is one too, whose answer comes when it ends.
   */
  modern(scope: Scope, caller: Caller, request: RpcRequest, reply: ReplyStream, bytes: number): ModernCall;
  /** Messages that a client may send as one batch. */
  readonly batchSize: number;
  /** A connection is over: the modern callers that came by it have gone. Legacy ones are closed by their sessions. */
  hangUp(connection: string): void;
}
