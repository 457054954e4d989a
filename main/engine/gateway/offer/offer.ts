import type { BreakerState } from '#contract/traffic.ts';
import type { RpcError } from '../core.ts';
import type { Line } from '../line/line.ts';
import type { ListMethod } from '../line/lists.ts';
import type { Client } from '../relay/client.ts';

type Params = Readonly<Record<string, unknown>>;

/** What a client hears when it introduces itself; in the words of the legacy era. */
export type Description =
  | {
      readonly ok: true;
      readonly serverInfo: Params;
      readonly capabilities: Params;
      readonly instructions: string | null;
    }
  | { readonly ok: false; readonly error: RpcError };

export type Route =
  | { readonly ok: true; readonly line: Line; readonly params: Params; readonly target: string | null }
  | { readonly ok: false; readonly error: RpcError };

/** What a client is shown of one list. `text` is that as JSON, ready to be sent. */
export type Shown =
  | {
      readonly ok: true;
      readonly items: () => readonly Params[];
      readonly text: string;
      /** Of whoever offers it. */
      readonly serverInfo: Params;
      readonly cache: 'hit' | 'miss' | 'shared';
      /** How long it holds, for a client that keeps it. */
      readonly ttlMs: number;
    }
  | { readonly ok: false; readonly error: RpcError };

/** What clients are offered where they are attached: one server, or all of them together. */
export interface Offer {
  /** For the figures. */
  readonly name: string;
  /** Of all servers together there is none, which counts as closed. */
  readonly breaker: BreakerState;
  /** The client is there: it is told of changes from now on. */
  enter(client: Client): void;
  /** Starts a server only where nothing is known of it. Never rejects. */
  describe(): Promise<Description>;
  /** Which server a request is for, and what it is there. */
  route(method: string, params: Params, client: Client): Route | Promise<Route>;
  list(method: ListMethod, client: Client): Shown | Promise<Shown>;
  /** Who can tell about a resource; null where none is known to. */
  lineOfResource(uri: string, client: Client): Line | null;
  /** Those that the client uses. */
  linesOf(client: Client): readonly Line[];
  /** The client has been away for a while: processes of its own are ended, and started anew when it comes back. */
  rest(client: Client): void;
  /** The client has gone: what was held for it is freed. */
  leave(client: Client): void;
}
