import type { Clock } from '../ports.ts';
import type { Connection } from './connection.ts';
import { Conversation } from './conversation/conversation.ts';
import type {
  CallAnswer,
  CallsInFlight,
  Catalogue,
  ListenFilter,
  McpSession,
  Negotiated,
  NegotiateOptions,
  ProbeResult,
  SessionCall,
} from './mcp.ts';
import { type Introduction, introduce } from './modern-params.ts';

/** One way to a server: finds and keeps the connection that the handshake was agreed on. */
export interface Link {
  /** Rejects with McpError. Called once. */
  connect(
    options: NegotiateOptions,
    introduction: Introduction,
  ): Promise<{ readonly connection: Connection; readonly negotiated: Negotiated }>;
  /** Ends every connection and every wait. May be called again. */
  close(): void;
}

const NO_CALLS: CallsInFlight = { inFlight: 0, oldestSinceMs: null, lastProgressMs: null };

/** The supervisor's conversation with one server, whatever carries it. */
export class Session implements McpSession {
  readonly #link: Link;
  readonly #version: string;
  readonly #clock: Clock;
  #conversation: Conversation | null = null;
  #filter: ListenFilter | null = null;

  /** @param version of Signalbox */
  constructor(link: Link, version: string, clock: Clock) {
    this.#link = link;
    this.#version = version;
    this.#clock = clock;
  }

  get calls(): CallsInFlight {
    return this.#conversation?.calls ?? NO_CALLS;
  }

  async negotiate(options: NegotiateOptions): Promise<Negotiated> {
    const introduction = introduce(this.#version, options.client);
    const { connection, negotiated } = await this.#link.connect(options, introduction);
    this.#conversation = new Conversation(connection, negotiated, introduction, this.#clock);
    if (this.#filter) this.#conversation.listen(this.#filter);
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

  request(call: SessionCall): Promise<CallAnswer> {
    return this.#conversation?.request(call) ?? Promise.resolve({ kind: 'closed', wasSent: false });
  }

  notify(method: string, params?: Readonly<Record<string, unknown>>): void {
    this.#conversation?.notify(method, params);
  }

  listen(filter: ListenFilter): void {
    this.#filter = filter;
    this.#conversation?.listen(filter);
  }

  close(): void {
    this.#link.close();
  }
}
