import type { Clock } from '../ports.ts';
import { type Ask, countCatalogue } from './catalogue.ts';
import { Connection } from './connection.ts';
import type {
  Catalogue,
  McpSession,
  Negotiated,
  NegotiateOptions,
  ProbeResult,
  SessionEvents,
  SessionStreams,
} from './mcp.ts';
import { type ClientInfo, modernParams } from './modern-params.ts';
import { negotiate } from './negotiate.ts';

/** The supervisor's conversation over the pipes of one process. */
export class StdioSession implements McpSession {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #client: ClientInfo;
  #negotiated: Negotiated | null = null;

  constructor(streams: SessionStreams, events: SessionEvents, clock: Clock, client: ClientInfo) {
    this.#connection = new Connection(streams, events, clock);
    this.#clock = clock;
    this.#client = client;
  }

  async negotiate(options: NegotiateOptions): Promise<Negotiated> {
    const negotiated = await negotiate(this.#connection, options, this.#clock, this.#client);
    this.#negotiated = negotiated;
    return negotiated;
  }

  async probe(timeoutMs: number): Promise<ProbeResult> {
    if (!this.#negotiated) return { ok: false, why: 'error', message: 'The handshake is not done yet.' };
    const method = this.#negotiated.era === 'modern' ? 'server/discover' : 'ping';
    const sentAt = this.#clock.monotonic();
    const answer = await this.#ask(method, {}, timeoutMs);
    switch (answer.kind) {
      case 'result':
      case 'error':
        return { ok: true, ms: this.#clock.monotonic() - sentAt };
      case 'timeout':
        return { ok: false, why: 'timeout', message: `No answer to ${method} within ${timeoutMs / 1000} s.` };
      case 'closed':
        return { ok: false, why: 'closed', message: 'The server closed its stdin or stdout.' };
      default:
        return answer satisfies never;
    }
  }

  async catalogue(timeoutMs: number): Promise<Catalogue> {
    if (!this.#negotiated) return { tools: null, resources: null, prompts: null };
    return await countCatalogue(this.#ask, this.#negotiated.capabilities, timeoutMs, this.#clock);
  }

  close(): void {
    this.#connection.close();
  }

  readonly #ask: Ask = (method, params, timeoutMs) => {
    const modern = this.#negotiated?.era === 'modern';
    const full = modern ? modernParams(this.#client, params) : params;
    return this.#connection.request(method, full, timeoutMs);
  };
}
