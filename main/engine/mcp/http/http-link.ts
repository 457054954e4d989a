import type { Clock } from '../../ports.ts';
import { Connection } from '../connection.ts';
import { negotiate } from '../handshake/negotiate.ts';
import { StartBudget } from '../handshake/start-budget.ts';
import type { HttpSessionOptions, Negotiated, NegotiateOptions } from '../mcp.ts';
import { McpError } from '../mcp-error.ts';
import type { Introduction } from '../modern-params.ts';
import type { Link } from '../session.ts';
import type { Transport, TransportEvents } from '../transport.ts';
import { HttpClient } from './http-client.ts';
import { mayBeStarting } from './http-fault.ts';
import { SseTransport } from './sse-transport.ts';
import { StreamableTransport } from './streamable-transport.ts';

/** Between two tries at a server that may still be on its way up. */
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 500;
/** A server is told that its session is over, and is not waited for any longer than this. */
const DELETE_MAX_MS = 2_000;

type Kind = HttpSessionOptions['transport'];
type Connected = Awaited<ReturnType<Link['connect']>>;

/** Finds the way to a server by URL: the transport it speaks, once it is up. */
export class HttpLink implements Link {
  readonly #options: HttpSessionOptions;
  readonly #url: URL;
  readonly #http: HttpClient;
  #connection: Connection | null = null;
  #streamable: StreamableTransport | null = null;
  #isAgreed = false;
  #isClosed = false;
  #endPause = () => {};

  constructor(options: HttpSessionOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
    this.#http = new HttpClient(options.headers, options.connections);
  }

  async connect(options: NegotiateOptions, introduction: Introduction): Promise<Connected> {
    const budget = new StartBudget(options, this.#clock);
    try {
      for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(waitMs + RETRY_FIRST_MS, RETRY_MAX_MS)) {
        const outcome = await this.#tryBoth(options, budget, introduction);
        if (!(outcome instanceof McpError)) {
          this.#isAgreed = true;
          return outcome;
        }
        if (!this.#options.retryRefusedUntilReady || !budget.isRunning || !mayBeStarting(outcome))
          throw outcome;
        await this.#pause(waitMs, budget);
        if (budget.over) throw new McpError(budget.over.code, `${budget.over.clause}: ${tail(outcome)}`);
        if (this.#isClosed) throw closedError();
      }
    } finally {
      budget.stop();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#endPause();
    const session = this.#isAgreed ? this.#streamable?.session : null;
    this.#connection?.close();
    this.#http.close();
    if (session) void this.#endSession(session);
  }

  get #clock(): Clock {
    return this.#options.clock;
  }

  /** The transport that was asked for, and where a server refuses it, the other. */
  async #tryBoth(
    options: NegotiateOptions,
    budget: StartBudget,
    introduction: Introduction,
  ): Promise<Connected | McpError> {
    const [first, second]: readonly [Kind, Kind] =
      this.#options.transport === 'sse' ? ['sse', 'streamable-http'] : ['streamable-http', 'sse'];
    const outcome = await this.#try(first, options, budget, introduction);
    if (!(outcome instanceof McpError) || outcome.code !== 'handshake-refused') return outcome;
    const other = await this.#try(second, options, budget, introduction);
    // What the transport that was asked for says is nearer to the cause, unless the other got further.
    const isFurther = !(other instanceof McpError) || ['unauthorized', 'closed'].includes(other.code);
    return isFurther ? other : outcome;
  }

  async #try(
    kind: Kind,
    options: NegotiateOptions,
    budget: StartBudget,
    introduction: Introduction,
  ): Promise<Connected | McpError> {
    if (this.#isClosed) return closedError();
    const connection = this.#connect(kind);
    this.#connection = connection;
    try {
      // Revision 2024-11-05 knows no other way to begin, and its servers are the oldest of all.
      const skipDiscover = options.skipDiscover || kind === 'sse';
      const { handshakeMs } = options;
      const negotiated: Negotiated = await negotiate(
        connection,
        { handshakeMs, skipDiscover },
        budget,
        this.#clock,
        introduction,
      );
      return { connection, negotiated };
    } catch (error) {
      connection.close();
      if (error instanceof McpError) return error;
      throw error;
    }
  }

  #connect(kind: Kind): Connection {
    const { events, clock } = this.#options;
    const transportOptions = { url: this.#url, http: this.#http, clock };
    const open = (told: TransportEvents): Transport => {
      if (kind === 'sse') return new SseTransport(transportOptions, told);
      this.#streamable = new StreamableTransport(transportOptions, told);
      return this.#streamable;
    };
    return new Connection(open, events, clock);
  }

  /** Ends also with the time for the start, and with `close`. */
  #pause(ms: number, budget: StartBudget): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(ms, resolve);
    budget.tell(() => resolve());
    this.#endPause = resolve;
    return promise.finally(cancel);
  }

  async #endSession(session: Readonly<Record<string, string>>): Promise<void> {
    const http = new HttpClient(this.#options.headers);
    const controller = new AbortController();
    const cancel = this.#clock.after(DELETE_MAX_MS, () => controller.abort());
    const { signal } = controller;
    const outcome = await http.ask({
      method: 'DELETE',
      url: this.#url,
      headers: session,
      signal,
      repeatable: false,
      pooled: false,
    });
    // Whether it was obeyed is the server's affair.
    if (outcome.ok) outcome.response.destroy();
    cancel();
    http.close();
  }
}

function closedError(): McpError {
  return new McpError('closed', 'was given up before the handshake was done');
}

function tail(error: McpError): string {
  return error.message.replace(/^can't be reached: /, '');
}
