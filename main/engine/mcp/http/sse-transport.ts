import type { IncomingMessage } from 'node:http';
import type { Negotiated } from '../mcp.ts';
import { McpError } from '../mcp-error.ts';
import { type RpcId, readText } from '../message.ts';
import { Hearing, type Outgoing, type Sender, type Transport, type TransportEvents } from '../transport.ts';
import { EventStreamReader } from './event-stream.ts';
import { closed, type Exchange, Exchanges, isEventStream } from './exchanges.ts';
import { brokenOff, HttpRefusal, statusFault } from './http-fault.ts';
import { Reach } from './reach.ts';
import { quoteBody, readBody } from './read-body.ts';
import type { HttpTransportOptions } from './streamable-transport.ts';

/** A stream that does not say within this time where to post to is none of revision 2024-11-05. */
const ENDPOINT_MAX_MS = 10_000;

/**
 * HTTP+SSE of revision 2024-11-05: one stream carries everything from the server, POSTs to the URL that it names first
 * carry everything to it. The stream is the session: its end is the end of both.
 */
export class SseTransport implements Transport {
  readonly isOrdered = true;
  readonly repeatsParams = false;
  readonly #options: HttpTransportOptions;
  readonly #events: TransportEvents;
  readonly #heard = new Hearing('over HTTP');
  readonly #exchanges: Exchanges;
  readonly #reach: Reach;
  readonly #endpoint = Promise.withResolvers<URL>();
  #cancelWait = (): void => {};

  constructor(options: HttpTransportOptions, events: TransportEvents) {
    this.#options = options;
    this.#events = events;
    this.#exchanges = new Exchanges(options.clock);
    this.#reach = new Reach({
      clock: options.clock,
      where: options.url.host,
      onLost: (why) => {
        this.#exchanges.end();
        events.ended(why);
      },
    });
    // Its failure is told by the requests that wait for it; there may be none.
    this.#endpoint.promise.catch(() => {});
    void this.#open();
  }

  send(message: Outgoing, from: Sender): boolean {
    if (this.#exchanges.isOver) return false;
    void this.#post(message, this.#exchanges.begin(message, from));
    return true;
  }

  cancel(requestId: RpcId, reason: string): void {
    this.send({ method: 'notifications/cancelled', params: { requestId, reason } }, 'supervisor');
    this.#exchanges.dropRequest(requestId);
  }

  /** A late answer comes on the stream all the same. */
  abandon(id: RpcId): void {
    this.#exchanges.dropRequest(id);
  }

  agree(_negotiated: Negotiated): void {
    this.#reach.watch();
  }

  heard(): string {
    return this.#heard.toString();
  }

  close(): void {
    this.#exchanges.end();
  }

  /** The stream lives as long as the session; only the wait for its first event has an end of its own. */
  async #open(): Promise<void> {
    const stream = this.#exchanges.begin(null, 'supervisor');
    const outcome = await this.#options.http.ask({
      method: 'GET',
      url: this.#options.url,
      headers: { accept: 'text/event-stream' },
      signal: stream.controller.signal,
      repeatable: true,
      pooled: false,
    });
    if (this.#exchanges.isOver) return;
    if (!outcome.ok) {
      this.#lose(outcome.error);
      return;
    }
    const { response, status } = outcome;
    const fault = statusFault(status, this.#options.url.host);
    if (fault) this.#lose(fault);
    else if (status >= 300 || !isEventStream(response)) {
      this.#lose(new HttpRefusal(status, `answered HTTP ${status} without an event stream`));
    } else {
      this.#cancelWait = this.#exchanges.after(ENDPOINT_MAX_MS, () => {
        this.#lose(new HttpRefusal(status, 'named no endpoint on its event stream'));
      });
      this.#read(response);
      await closed(response);
      if (!this.#exchanges.isOver) this.#lose(brokenOff(this.#options.url.host));
    }
  }

  /** Without its stream there is nothing left, whatever ended it. */
  #lose(error: McpError): void {
    this.#cancelWait();
    this.#endpoint.reject(error);
    for (const exchange of this.#exchanges.all()) {
      this.#exchanges.drop(exchange);
      if (exchange.id !== null) this.#events.failed(exchange.id, error);
    }
    this.#reach.loseStream();
  }

  #read(response: IncomingMessage): void {
    const reader = new EventStreamReader({
      event: ({ event, data }) => {
        if (this.#exchanges.isOver) return;
        if (event === 'endpoint') this.#learnEndpoint(data);
        else if (event === 'message') this.#receive(data);
      },
      // What ends is not opened again: the session is over.
      retry: () => {},
      oversized: (bytes) => {
        if (this.#exchanges.isOver) return;
        this.#heard.noteOversized(bytes);
        this.#events.oversized(bytes);
      },
    });
    response.on('data', (chunk: Buffer) => reader.push(chunk));
  }

  #learnEndpoint(path: string): void {
    this.#cancelWait();
    const endpoint = URL.parse(path, this.#options.url.href);
    // To another origin, credentials in the headers would go with it.
    if (endpoint && endpoint.origin === this.#options.url.origin) this.#endpoint.resolve(endpoint);
    else this.#endpoint.reject(new HttpRefusal(200, 'names an endpoint at another origin'));
  }

  #receive(data: string): void {
    for (const message of readText(data)) {
      if (this.#exchanges.isOver) return;
      this.#heard.note(message);
      if ((message.kind === 'result' || message.kind === 'error') && message.id !== null) {
        this.#exchanges.dropRequest(message.id);
      }
      this.#events.message(message, null);
    }
  }

  /** A POST that was taken leaves its exchange open: the answer comes on the stream. */
  async #post(message: Outgoing, exchange: Exchange): Promise<void> {
    let endpoint: URL;
    try {
      endpoint = await this.#endpoint.promise;
    } catch (error) {
      this.#fail(exchange, error instanceof McpError ? error : brokenOff(this.#options.url.host));
      return;
    }
    if (!this.#exchanges.isWanted(exchange)) return;
    const outcome = await this.#options.http.ask({
      method: 'POST',
      url: endpoint,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      signal: exchange.controller.signal,
      repeatable: false,
      pooled: exchange.id !== null && exchange.from === 'client',
    });
    if (!outcome.ok) {
      this.#fail(exchange, outcome.error);
      return;
    }
    const { response, status } = outcome;
    const body = await readBody(response);
    const text = body.kind === 'text' ? body.text : '';
    if (status >= 300) {
      const fault = statusFault(status, this.#options.url.host);
      this.#fail(exchange, fault ?? new HttpRefusal(status, `answered HTTP ${status}${quoteBody(text)}`));
      if (isSessionGone(status, text)) this.#reach.loseSession();
    } else {
      this.#reach.noteReached();
      if (exchange.id === null) this.#exchanges.settle(exchange);
    }
  }

  #fail(exchange: Exchange, error: McpError): void {
    if (!this.#exchanges.isWanted(exchange)) return;
    this.#exchanges.drop(exchange);
    if (exchange.id !== null) this.#events.failed(exchange.id, error);
    this.#reach.noteFailed(error, exchange.begunMs);
  }
}

/** The URL that is posted to names the session; some servers answer 400 with a word about it instead of 404. */
function isSessionGone(status: number, text: string): boolean {
  return status === 404 || (status === 400 && /session|transport/i.test(text));
}
