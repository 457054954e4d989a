import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../ports.ts';
import { HttpLink } from './http/http-link.ts';
import { McpError, type McpErrorCode } from './mcp-error.ts';
import { Session } from './session.ts';
import { StdioLink } from './stdio/stdio-link.ts';

export { McpError, type McpErrorCode };

/** What was agreed in the handshake. */
export interface Negotiated {
  readonly era: 'legacy' | 'modern';
  /** The MCP revision, for example 2025-11-25. */
  readonly protocolVersion: string;
  readonly serverName: string;
  readonly serverVersion: string;
  readonly capabilities: { readonly tools: boolean; readonly resources: boolean; readonly prompts: boolean };
  /** The server's own words, as they came. */
  readonly said: {
    readonly capabilities: Readonly<Record<string, unknown>>;
    /** `name` and `version` at least; `title`, `icons` and more where it gives them. */
    readonly serverInfo: Readonly<Record<string, unknown>>;
    readonly instructions: string | null;
  };
}

/** Who speaks with the server, in the words of the client's own handshake. */
export interface ClientIdentity {
  readonly info: Readonly<Record<string, unknown>>;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** A request that a server sends (legacy era): `sampling/createMessage`, `elicitation/create`, `roots/list`… */
export interface ServerRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Aborted when the server cancels it, or can't hear the answer any more. */
  readonly signal: AbortSignal;
  /** The call on whose own stream it came (HTTP); null where the transport does not tell, as over stdio. */
  readonly call: SessionCall | null;
}

/** The answer to a {@link ServerRequest}. */
export type ServerReply =
  | { readonly result: Readonly<Record<string, unknown>> }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };

/** What a modern server is asked to tell by `subscriptions/listen`. */
export interface ListenFilter {
  readonly toolsListChanged: boolean;
  readonly promptsListChanged: boolean;
  readonly resourcesListChanged: boolean;
  /** URIs. */
  readonly resourceSubscriptions: readonly string[];
}

/** How many of each a server offers; null where it does not offer that list, or did not give it. */
export interface Catalogue {
  readonly tools: number | null;
  readonly resources: number | null;
  readonly prompts: number | null;
}

/** `ms` is the round trip. */
export type ProbeResult =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly why: 'timeout' | 'closed' | 'error'; readonly message: string };

export interface NegotiateOptions {
  /** For the first answer of any kind. While an installer works, that time does not run out. */
  readonly startMs: number;
  /** Whether an installer such as npx is still at work; asked once `startMs` has run out. Without it there is none. */
  readonly isInstalling?: (() => Promise<boolean>) | undefined;
  /** How long installing may take, from the beginning on; 10 min by default. */
  readonly installMs?: number;
  /** For the rest, from the first answer on. */
  readonly handshakeMs: number;
  /** Goes straight to `initialize`: for a server that exited on `server/discover`. */
  readonly skipDiscover: boolean;
  /** The revision that is asked for; one of the legacy era goes straight to `initialize`. Null asks for the newest. */
  readonly revision?: string | null | undefined;
  /** Who the server is told it speaks with; Signalbox itself without one. */
  readonly client?: ClientIdentity | undefined;
}

/** One request of a client. */
export interface SessionCall {
  /** For example `tools/call`. */
  readonly method: string;
  /** A `progressToken` in its `_meta` is replaced by one of ours, so that no two calls have the same. */
  readonly params: object;
  /** Starts anew with each progress that the server reports; 24 h is the end in any case. */
  readonly timeoutMs: number;
  /** The end of it whatever progress it makes; 24 h without one. */
  readonly maxMs?: number | undefined;
  /** While true its time does not run, but for `maxMs`: somebody is asked on its behalf, and takes longer than a call may. */
  readonly isHeld?: (() => boolean) | undefined;
  /** What the server says of it, with our token in it. */
  readonly onProgress?: ((params: Readonly<Record<string, unknown>>) => void) | undefined;
  /** A notification other than progress that came on this call's own stream (HTTP), or names it. */
  readonly onNotification?: ((method: string, params: Readonly<Record<string, unknown>>) => void) | undefined;
  /** Ends the call with `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** False for one that no client waits for: it keeps no server awake, and excuses no silence. */
  readonly isUse?: boolean | undefined;
  /** The caller's own mark, which it finds again in {@link ServerRequest.call}. */
  readonly tag?: unknown;
}

/** After `timeout` and `cancelled` the server has been told that nobody waits any more. */
export type CallAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly code: number; readonly message: string; readonly data?: unknown }
  | { readonly kind: 'timeout' }
  /**
   * The connection ended, or could not carry the request or its answer. `wasSent` is false when the server surely has
   * not been given it.
   */
  | { readonly kind: 'closed'; readonly wasSent?: boolean }
  | { readonly kind: 'cancelled' };

/** What clients are waiting for now. Probes and the catalogue are no calls. */
export interface CallsInFlight {
  readonly inFlight: number;
  /** Monotonic milliseconds; null without a call in flight. */
  readonly oldestSinceMs: number | null;
  /** Monotonic milliseconds of the latest progress of any call; null without one since the server was last idle. */
  readonly lastProgressMs: number | null;
}

/** The supervisor's own conversation with one server, which carries clients' requests too. */
export interface McpSession {
  readonly calls: CallsInFlight;
  /**
   * Finds out the server's era on this one process or URL, then does the handshake. To be called once.
   * Rejects with McpError.
   */
  negotiate(options: NegotiateOptions): Promise<Negotiated>;
  /**
   * `ping` (legacy) or `server/discover` (modern). Any answer, an error answer too, is life; one that is HTTP but no MCP
   * comes as `error`. Never rejects.
   */
  probe(timeoutMs: number): Promise<ProbeResult>;
  /** Counts tools, resources and prompts through all pages, within `timeoutMs` for all of them. Never rejects. */
  catalogue(timeoutMs: number): Promise<Catalogue>;
  /** Sends a client's request. Never rejects. Before the handshake is done, the answer is `closed`. */
  request(call: SessionCall): Promise<CallAnswer>;
  /** Tells the server something, such as `notifications/roots/list_changed`; dropped where nobody hears it. */
  notify(method: string, params?: Readonly<Record<string, unknown>>): void;
  /** Modern era: from now on these are told as {@link SessionEvents.notification}; nothing on a legacy server. */
  listen(filter: ListenFilter): void;
  /**
   * Ends what is pending with `closed` and stops listening. The streams of a process stay open, and the rest of stdout
   * runs dry, so that a server that is being stopped does not block on it; connections by URL are closed. May be called
   * again.
   */
  close(): void;
}

/** Why a connection by URL is lost. The message is a clause that follows the server's name. */
export interface SessionEnd {
  /**
   * - `unauthorized`: it asks for other credentials (401), or denies access (403)
   * - `session-lost`: it answers, and says that it does not know the session
   * - `connection-lost`: three requests in a row found no way to it, or the event stream that is the session ended
   */
  readonly code: 'unauthorized' | 'session-lost' | 'connection-lost';
  readonly message: string;
}

/** What a session tells on its own. None is called after `close`. */
export interface SessionEvents {
  /** Any message from the server, late answers too; over HTTP, any whole answer to a request, whatever its status. */
  activity(): void;
  /** A line on stdout that is no MCP message, cut at STRAY_MAX_CHARS. */
  stray(line: string): void;
  /** A line longer than MESSAGE_MAX_BYTES was dropped; told once, at its end, with its length. */
  oversized(bytes: number): void;
  /** The server's tools, resources or prompts changed. */
  listChanged(): void;
  /** A notification that belongs to no call; `list_changed` among them. */
  notification(method: string, params: Readonly<Record<string, unknown>>): void;
  /** Anything but `ping`, which is answered here. Must not reject. */
  request(request: ServerRequest): Promise<ServerReply>;
  /**
   * Stdout ended (null), or the connection by URL is lost for good: nothing more will be heard. Told once. A process
   * with a URL may live on.
   */
  ended(why: SessionEnd | null): void;
}

export interface SessionStreams {
  readonly stdin: Writable;
  readonly stdout: Readable;
}

/**
 * Starts listening on a server's stdout at once; says nothing before `negotiate`. The caller keeps the streams and the
 * process, and calls `close` when it stops the server or the server is gone.
 * @param clientVersion told to the server as clientInfo's version
 */
export function openSession(
  streams: SessionStreams,
  events: SessionEvents,
  clock: Clock,
  clientVersion = 'unknown',
): McpSession {
  return new Session(new StdioLink(streams, events, clock), clientVersion, clock);
}

export interface HttpSessionOptions {
  /** http: or https:. Its host and port are named in errors, nothing else of it. */
  readonly url: string;
  /** Sent with every request, credentials among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Tried first; the other one is tried where the server refuses it. */
  readonly transport: 'streamable-http' | 'sse';
  /**
   * For a server that was just started on this machine: refused and broken connections are tried again each 100 to
   * 500 ms, as long as it has time to start.
   */
  readonly retryRefusedUntilReady: boolean;
  readonly events: SessionEvents;
  readonly clock: Clock;
  /** Told to the server as clientInfo's version. */
  readonly version: string;
  /**
   * For clients' calls: at most `max` are under way at a time, and up to `min` connections stay open at rest where the
   * server says how long it keeps them; 1 and 10 without it. Event streams and the supervisor's own requests have
   * connections of their own.
   */
  readonly connections?: { readonly min: number; readonly max: number } | undefined;
}

/**
 * A conversation with a server by URL. Sends nothing before `negotiate`; `close` ends every connection at once, and
 * takes leave of the server's session where it has one, for which it takes 2 s at the most.
 */
export function openHttpSession(options: HttpSessionOptions): McpSession {
  return new Session(new HttpLink(options), options.version, options.clock);
}
