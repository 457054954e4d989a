import type { Clock } from '../ports.ts';
import { countCatalogue } from './catalogue.ts';
import type { Answer, Connection } from './connection.ts';
import type { CallAnswer, CallsInFlight, Catalogue, Negotiated, ProbeResult, SessionCall } from './mcp.ts';
import { type ClientInfo, modernParams } from './modern-params.ts';

/** What is said with a server once the handshake is done, in the way of its era. */
export class Conversation {
  readonly #connection: Connection;
  readonly #negotiated: Negotiated;
  readonly #client: ClientInfo;
  readonly #clock: Clock;

  constructor(connection: Connection, negotiated: Negotiated, client: ClientInfo, clock: Clock) {
    this.#connection = connection;
    this.#negotiated = negotiated;
    this.#client = client;
    this.#clock = clock;
  }

  get calls(): CallsInFlight {
    return this.#connection.calls;
  }

  request(call: SessionCall): Promise<CallAnswer> {
    return this.#connection.calls.request({ ...call, params: this.#complete(call.params) });
  }

  notify(method: string, params?: Readonly<Record<string, unknown>>): void {
    this.#connection.notify(method, params);
  }

  async probe(timeoutMs: number): Promise<ProbeResult> {
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
        return { ok: false, why: 'closed', message: 'The connection to the server is closed.' };
      case 'failed': {
        const { httpStatus } = answer.error;
        if (httpStatus !== null) return { ok: false, why: 'error', message: sayStatus(httpStatus) };
        return { ok: false, why: 'closed', message: `The server ${answer.error.message}.` };
      }
      default:
        return answer satisfies never;
    }
  }

  async catalogue(timeoutMs: number): Promise<Catalogue> {
    const ask = (method: string, params: object, leftMs: number) => this.#ask(method, params, leftMs);
    return await countCatalogue(ask, this.#negotiated.capabilities, timeoutMs, this.#clock);
  }

  #ask(method: string, params: object, timeoutMs: number): Promise<Answer> {
    return this.#connection.request(method, this.#complete(params), timeoutMs);
  }

  #complete(params: object): object {
    return this.#negotiated.era === 'modern' ? modernParams(this.#client, params) : params;
  }
}

/** As a clause after the server's name; a success says nothing by its status alone. */
function sayStatus(httpStatus: number): string {
  return `answered HTTP ${httpStatus}${httpStatus < 300 ? ' without an MCP message' : ''}`;
}
