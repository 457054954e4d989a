import type { Negotiated, ServerReply, SessionEnd } from './mcp.ts';
import type { McpError } from './mcp-error.ts';
import type { Incoming, RpcId } from './message.ts';

/** What is sent; `jsonrpc` is added. */
export type Outgoing =
  | { readonly id: RpcId; readonly method: string; readonly params: object }
  | { readonly method: string; readonly params?: object }
  | ({ readonly id: RpcId } & ServerReply);

/** Whose message it is: a client's must arrive where it can; the supervisor's own must never pile up. */
export type Sender = 'client' | 'supervisor';

/** How messages get to one server and back. */
export interface Transport {
  /** What the server says comes in the order in which it said it, whatever it belongs to. */
  readonly isOrdered: boolean;
  /** Headers repeat those parameters of a modern call that its tool names, which the list of tools tells. */
  readonly repeatsParams: boolean;
  /** False when nothing can reach the server any more. Never throws; what fails later comes as `failed`. */
  send(message: Outgoing, from: Sender): boolean;
  /** Nobody waits for the answer to `id` any more, and the server is told so. */
  cancel(id: RpcId, reason: string): void;
  /** Nobody waits for the answer to `id` any more, but a late one is a sign of life. */
  abandon(id: RpcId): void;
  /** The handshake is done. */
  agree(negotiated: Negotiated): void;
  /** What came so far, as the end of a sentence about an answer that did not come. */
  heard(): string;
  /** Tells nothing afterwards. May be called again. */
  close(): void;
}

/** What a transport tells. None is called after `close`. */
export interface TransportEvents {
  /** @param on the request on whose own stream it came; null where the transport does not tell, or it came on none */
  message(message: Incoming, on: RpcId | null): void;
  /** A message longer than MESSAGE_MAX_BYTES was dropped. */
  oversized(bytes: number): void;
  /** The request `id` will get no answer. */
  failed(id: RpcId, error: McpError): void;
  /** Nothing more will be heard. Told once; null when the stdout of a process ended. */
  ended(why: SessionEnd | null): void;
}

const QUOTE_MAX_CHARS = 200;

/** Remembers what came, for the sentence that explains why the handshake came to nothing. */
export class Hearing {
  readonly #way: string;
  #messages = 0;
  #firstStray: string | null = null;
  #oversizedBytes: number | null = null;

  /** @param way how a message comes, for example `on stdout` */
  constructor(way: string) {
    this.#way = way;
  }

  note(message: Incoming): void {
    if (message.kind === 'stray') this.#firstStray ??= message.text;
    else this.#messages += 1;
  }

  noteOversized(bytes: number): void {
    this.#oversizedBytes ??= bytes;
  }

  toString(): string {
    if (this.#firstStray !== null) {
      const cut = this.#firstStray.length > QUOTE_MAX_CHARS;
      const quote = cut ? `${this.#firstStray.slice(0, QUOTE_MAX_CHARS)}…` : this.#firstStray;
      return `${this.#way} it wrote “${quote}”, which is no MCP message`;
    }
    if (this.#oversizedBytes !== null)
      return `it wrote a line of ${this.#oversizedBytes} bytes, which is too long`;
    if (this.#messages === 0) return `it wrote nothing ${this.#way}`;
    return `it sent ${this.#messages} ${this.#messages === 1 ? 'message' : 'messages'} ${this.#way}`;
  }
}
