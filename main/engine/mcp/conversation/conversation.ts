import type { Clock } from '../../ports.ts';
import type { Answer, Connection } from '../connection.ts';
import type {
  CallAnswer,
  CallsInFlight,
  Catalogue,
  ListenFilter,
  Negotiated,
  ProbeResult,
  SessionCall,
} from '../mcp.ts';
import { type Introduction, modernParams } from '../modern-params.ts';
import { countCatalogue } from './catalogue.ts';

/** A modern server's word that the headers of a request do not repeat its body as its tool asks. */
const HEADER_MISMATCH = -32020;
/** For its list of tools, after such a word. */
const LIST_AGAIN_MS = 10_000;

/** What is said with a server once the handshake is done, in the way of its era. */
export class Conversation {
  readonly #connection: Connection;
  readonly #negotiated: Negotiated;
  readonly #introduction: Introduction;
  readonly #clock: Clock;
  readonly #isModern: boolean;

  constructor(connection: Connection, negotiated: Negotiated, introduction: Introduction, clock: Clock) {
    this.#connection = connection;
    this.#negotiated = negotiated;
    this.#introduction = introduction;
    this.#clock = clock;
    this.#isModern = negotiated.era === 'modern';
  }

  get calls(): CallsInFlight {
    return this.#connection.calls;
  }

  request(call: SessionCall): Promise<CallAnswer> {
    const { calls, repeatsParams } = this.#connection;
    if (!this.#isModern) return calls.request(call, null);
    if (!repeatsParams || call.method !== 'tools/call') return calls.request(call, this.#introduction);
    return this.#callWithHeaders(call);
  }

  notify(method: string, params?: Readonly<Record<string, unknown>>): void {
    // A modern server hears of nothing but a cancellation.
    if (!this.#isModern) this.#connection.notify(method, params);
  }

  listen(filter: ListenFilter): void {
    if (this.#isModern) this.#connection.listening.want(filter, this.#introduction);
  }

  async probe(timeoutMs: number): Promise<ProbeResult> {
    const method = this.#isModern ? 'server/discover' : 'ping';
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

  /** A tool may have changed which of its parameters go into headers: the list says which, and the call is sent again. */
  async #callWithHeaders(call: SessionCall): Promise<CallAnswer> {
    const { calls } = this.#connection;
    const answer = await calls.request(call, this.#introduction);
    if (answer.kind !== 'error' || answer.code !== HEADER_MISMATCH) return answer;
    const tools = { tools: true, resources: false, prompts: false };
    const ask = (method: string, params: object, leftMs: number) => this.#ask(method, params, leftMs);
    await countCatalogue(ask, tools, LIST_AGAIN_MS, this.#clock);
    return await calls.request(call, this.#introduction);
  }

  #ask(method: string, params: object, timeoutMs: number): Promise<Answer> {
    const full = this.#isModern ? modernParams(this.#introduction, params) : params;
    return this.#connection.request(method, full, timeoutMs);
  }
}

/** As a clause after the server's name; a success says nothing by its status alone. */
function sayStatus(httpStatus: number): string {
  return `answered HTTP ${httpStatus}${httpStatus < 300 ? ' without an MCP message' : ''}`;
}
