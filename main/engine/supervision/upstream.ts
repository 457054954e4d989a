import type { ServerConfig } from '../configuration/configuration.ts';
import type { ClientIdentity, ListenFilter, Negotiated, ServerReply, ServerRequest } from '../mcp/mcp.ts';
import type { BrokerOutcome, BrokerRequest } from './requests/broker.ts';

/** The gateway's way to a server: to the processes that all clients share, or to the one of a single client. */
export interface Way {
  /**
   * What was agreed in the last handshake. Kept over stops, and over restarts of Signalbox, as long as the server is
   * started in the same way; null when none is known.
   */
  readonly handshake: Negotiated | null;
  /** Some process on it is ready. */
  readonly isReady: boolean;
  /** Starts a server that sleeps, and waits until its handshake is done, unless that is known already. Never rejects. */
  known(timeoutMs: number, signal?: AbortSignal): Promise<Known>;
  /** Queues, starts, carries; see {@link BrokerRequest}. */
  request(input: BrokerRequest): Promise<BrokerOutcome>;
  /** To each process that is ready; dropped where none is. */
  notify(method: string, params?: Readonly<Record<string, unknown>>): void;
  /** For a modern server; asked again at each of its starts. */
  listen(filter: ListenFilter): void;
}

export type Known =
  | { readonly kind: 'known'; readonly handshake: Negotiated }
  /** In a clause about the server as "it". */
  | { readonly kind: 'unavailable'; readonly message: string };

/** One configured server, for as long as it is configured. */
export interface Upstream extends Way {
  readonly name: string;
  /** The newest. */
  readonly config: ServerConfig;
  /**
   * A hash of the way it is launched; what it answered once is kept under this key (`state.catalogues`) and holds as long
   * as the key stays the same.
   */
  readonly launchKey: string;
  /**
   * A process of its own for one client; launched with the first {@link Way.known} or {@link Way.request}, supervised as
   * the others are, and ended some seconds after {@link Lane.close}.
   */
  openLane(client: ClientIdentity): Lane;
}

export interface Lane extends Way {
  /** Ends its requests with `unavailable`, and its process. May be called again. */
  close(): void;
}

/** What servers say on their own. `lane` is null for the processes that all clients share. */
export interface UpstreamEvents {
  /** It belongs to no call. Progress and cancellations are not among these. */
  onNotification(
    server: string,
    lane: Lane | null,
    method: string,
    params: Readonly<Record<string, unknown>>,
  ): void;
  /** Must not reject. */
  onRequest(server: string, lane: Lane | null, request: ServerRequest): Promise<ServerReply>;
  /** A process of it is ready: what clients knew of its lists may be out of date. */
  onReady(server: string, lane: Lane | null, handshake: Negotiated): void;
  /** Its owner starts it, or starts it anew. */
  onStartWished(server: string): void;
  /** It was added to the configuration, changed in it or taken out of it. */
  onConfigured(server: string): void;
}
