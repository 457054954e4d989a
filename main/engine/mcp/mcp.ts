import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../ports.ts';
import { McpError, type McpErrorCode } from './mcp-error.ts';
import { StdioSession } from './session.ts';

export { McpError, type McpErrorCode };

/** What was agreed in the handshake. */
export interface Negotiated {
  readonly era: 'legacy' | 'modern';
  /** The MCP revision, for example 2025-11-25. */
  readonly protocolVersion: string;
  readonly serverName: string;
  readonly serverVersion: string;
  readonly capabilities: { readonly tools: boolean; readonly resources: boolean; readonly prompts: boolean };
}

/** How many of each a server offers; null where it does not offer that list, or did not give it. */
export interface Catalogue {
  readonly tools: number | null;
  readonly resources: number | null;
  readonly prompts: number | null;
}

/** `ms` is the round trip. */
export type ProbeResult =
  | { readonly ok: true /** Round trip. */; readonly ms: number }
  | { readonly ok: false; readonly why: 'timeout' | 'closed' | 'error'; readonly message: string };

export interface NegotiateOptions {
  /** For the first answer of any kind. */
  readonly startMs: number;
  /** For the rest, from the first answer on. */
  readonly handshakeMs: number;
  /** Goes straight to `initialize`: for a server that exited on `server/discover`. */
  readonly skipDiscover: boolean;
}

/** The supervisor's own conversation with one server process. */
export interface McpSession {
  /**
   * Finds out the server's era on this one process, then does the handshake. To be called once.
   * Rejects with McpError.
   */
  negotiate(options: NegotiateOptions): Promise<Negotiated>;
  /** `ping` (legacy) or `server/discover` (modern). Any answer, an error answer too, is life. Never rejects. */
  probe(timeoutMs: number): Promise<ProbeResult>;
  /** Counts tools, resources and prompts through all pages, within `timeoutMs` for all of them. Never rejects. */
  catalogue(timeoutMs: number): Promise<Catalogue>;
  /**
   * Ends what is pending with `closed`, stops listening (but for errors of the pipes) and lets the rest of stdout run dry, so that a
   * server that is being stopped does not block on it. Ends neither stream. May be called again.
   */
  close(): void;
}

/** What a session tells on its own. None is called after `close`. */
export interface SessionEvents {
  /** Any message from the server, late answers too. */
  activity(): void;
  /** A line on stdout that is no MCP message, cut at STRAY_MAX_CHARS. */
  stray(line: string): void;
  /** A line longer than MESSAGE_MAX_BYTES was dropped; told once, at its end, with its length. */
  oversized(bytes: number): void;
  /** The server's tools, resources or prompts changed. */
  listChanged(): void;
  /** Stdout ended; nothing more will be heard. Told once. */
  ended(): void;
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
  return new StdioSession(streams, events, clock, { name: 'signalbox', version: clientVersion });
}
