import type { Clock } from '../ports.ts';
import type { Connection } from './connection.ts';
import { Conversation } from './conversation.ts';
import type {
  CallAnswer,
  CallsInFlight,
  Catalogue,
  McpSession,
  Negotiated,
  NegotiateOptions,
  ProbeResult,
  SessionCall,
} from './mcp.ts';
import type { ClientInfo } from './modern-params.ts';

/** One way to a server: finds and keeps the connection that the handshake was agreed on. */
export interface Link {
  /** Rejects with McpError. Called once. */
  connect(options: NegotiateOptions): Promise<{ connection: Connection; negotiated: Negotiated }>;
  /** Ends every connection and every wait. May be called again. */
  close(): void;
}

const NO_CALLS: CallsInFlight = { inFlight: 0, oldestSinceMs: null, lastProgressMs: null };

/** The supervisor's conversation with one server, whatever carries it. */
export class Session implements McpSession {
  readonly #link: Link;
  readonly #client: ClientInfo;
  readonly #clock: Clock;
  #conversation: Conversation | null = null;

  constructor(link: Link, client: ClientInfo, clock: Clock) {
    this.#link = link;
    this.#client = client;
    this.#clock = clock;
  }

  get calls(): CallsInFlight {
    return this.#conversation?.calls ?? NO_CALLS;
  }

  async negotiate(options: NegotiateOptions): Promise<Negotiated> {
    const { connection, negotiated } = await this.#link.connect(options);
    this.#conversation = new Conversation(connection, negotiated, this.#client, this.#clock);
    return negotiated;
  }

  async probe(timeoutMs: number): Promise<ProbeResult> {
    if (this.#conversation) return await this.#conversation.probe(timeoutMs);
    return { ok: false, why: 'error', message: 'The handshake is not done yet.' };
  }

  async catalogue(timeoutMs: number): Promise<Catalogue> {
    return (
      (await this.#conversation?.catalogue(timeoutMs)) ?? { tools: null, resources: null, prompts: null }
    );
  }

  async request(call: SessionCall): Promise<CallAnswer> {
    return (await this.#conversation?.request(call)) ?? { kind: 'closed' };
  }

  notify(method: string, params?: Readonly<Record<string, unknown>>): void {
    this.#conversation?.notify(method, params);
  }

  listen(): void {}

  close(): void {
    this.#link.close();
  }
}
