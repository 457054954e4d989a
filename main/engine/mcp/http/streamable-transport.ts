import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../ports.ts';
import type { Negotiated } from '../mcp.ts';
import type { McpError } from '../mcp-error.ts';
import { type Incoming, type RpcId, readText } from '../message.ts';
import { Hearing, type Outgoing, type Sender, type Transport, type TransportEvents } from '../transport.ts';
import { EventStreamReader } from './event-stream.ts';
import { type Exchange, Exchanges, isEventStream } from './exchanges.ts';
import type { HttpClient } from './http-client.ts';
import { brokenOff, HttpRefusal, isGatewayFault, statusFault } from './http-fault.ts';
import { ParamHeaders } from './param-headers.ts';
import { Reach } from './reach.ts';
import { quoteBody, readBody } from './read-body.ts';
import { busyAnswer, isSessionGone, sessionGone } from './refusal.ts';
import { type Headers, modernHeaders } from './request-headers.ts';
import { keepServerStream } from './server-stream.ts';

/** Answers to the supervisor's own requests that are still listened for after their time. */
const ABANDONED_MAX = 4;
/** Some servers refuse all requests before `notifications/initialized` has arrived; none waits longer for it than this. */
const INITIALIZED_MAX_MS = 5_000;
/** After the answer, a stream that the server leaves open is closed. */
const STREAM_LINGER_MS = 1_000;
/** Between the end of a stream and taking it up again, unless the server says otherwise. */
const RETRY_MS = 1_000;
const RETRY_MAX_MS = 30_000;
/** A request without an end: it would keep a connection of the pool for ever. */
const LISTEN = 'subscriptions/listen';
/** Times in a row that a stream is taken up again and brings nothing. */
const RESUMES_MAX = 5;

export interface HttpTransportOptions {
  readonly url: URL;
  readonly http: HttpClient;
  readonly clock: Clock;
}

/**
 * Streamable HTTP: each message is a POST, each answer its response, plain or as a stream. Revisions 2025-03-26 to
 * 2025-11-25 with their sessions and the server's own stream, and 2026-07-28 without either.
 *
 * 1. Each request is answered, failed, or taken back by its owner; none is left without an end.
 * 2. A server that dies in the middle of a body or stream fails that request and nothing else.
 * 3. After `close` or `ended` no request is under way and no timer runs.
 */
export class StreamableTransport implements Transport {
  readonly isOrdered = false;
  readonly #options: HttpTransportOptions;
  readonly #events: TransportEvents;
  readonly #heard = new Hearing('over HTTP');
  readonly #exchanges: Exchanges;
  readonly #reach: Reach;
  readonly #paramHeaders = new ParamHeaders();
  readonly #abandoned: RpcId[] = [];
  #negotiated: Negotiated | null = null;
  #sessionId: string | null = null;
  #initialized: Promise<void> = Promise.resolve();
  #retryMs = RETRY_MS;

  constructor(options: HttpTransportOptions, events: TransportEvents) {
    this.#options = options;
    this.#events = events;
    this.#exchanges = new Exchanges(options.clock);
    this.#reach = new Reach({
      clock: options.clock,
      where: options.url.host,
      onLost: (why) => {
        this.#sessionId = null;
        this.#exchanges.end();
        events.ended(why);
      },
    });
  }

  get repeatsParams(): boolean {
    return this.#isModern;
  }

  /** What a request says of the session it belongs to; null where there is none to be ended. */
  get session(): Headers | null {
    return this.#sessionId === null ? null : this.#sessionHeaders();
  }

  send(message: Outgoing, from: Sender): boolean {
    if (this.#exchanges.isOver) return false;
    const posted = this.#post(message, this.#exchanges.begin(message, from));
    if ('method' in message && message.method === 'notifications/initialized') {
      const taken = new AbortController();
      void posted.finally(() => taken.abort());
      this.#initialized = this.#exchanges.pause(INITIALIZED_MAX_MS, taken.signal);
    }
    return true;
  }

  cancel(requestId: RpcId, reason: string): void {
    // In the modern era the end of the exchange is the cancellation; before, it means nothing.
    if (this.#negotiated?.era === 'legacy') {
      this.send({ method: 'notifications/cancelled', params: { requestId, reason } }, 'supervisor');
    }
    this.#exchanges.dropRequest(requestId);
  }

  abandon(id: RpcId): void {
    this.#abandoned.push(id);
    const oldest = this.#abandoned.length > ABANDONED_MAX ? this.#abandoned.shift() : undefined;
    if (oldest !== undefined) this.#exchanges.dropRequest(oldest);
  }

  agree(negotiated: Negotiated): void {
    this.#negotiated = negotiated;
    this.#reach.watch();
    if (negotiated.era === 'legacy') queueMicrotask(() => void this.#listen());
  }

  heard(): string {
    return this.#heard.toString();
  }

  close(): void {
    this.#exchanges.end();
  }

  async #post(message: Outgoing, exchange: Exchange): Promise<void> {
    if (exchange.id !== null) await this.#initialized;
    if (!this.#exchanges.isWanted(exchange)) return;
    const { method } = exchange;
    const outcome = await this.#options.http.ask({
      method: 'POST',
      url: this.#options.url,
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...this.#sessionHeaders(),
        ...modernHeaders(message),
        ...(method === 'tools/call' && this.#isModern ? this.#paramHeaders.headersOf(paramsOf(message)) : {}),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      signal: exchange.controller.signal,
      repeatable: method !== 'tools/call',
      pooled: exchange.id !== null && exchange.from === 'client' && method !== LISTEN,
    });
    if (!this.#exchanges.isWanted(exchange)) return;
    if (!outcome.ok) return this.#fail(exchange, outcome.error);
    const { response, status } = outcome;
    const sessionId = response.headers['mcp-session-id'];
    if (method === 'initialize' && status < 300 && typeof sessionId === 'string') this.#sessionId = sessionId;
    await this.#take(exchange, response, status);
  }

  /** Reads what a POST was answered with. */
  async #take(exchange: Exchange, response: IncomingMessage, status: number): Promise<void> {
    const fault = statusFault(status, this.#options.url.host);
    if (fault?.code === 'unauthorized' || (fault && !this.#negotiated)) return this.#fail(exchange, fault);
    if (status < 300 && isEventStream(response)) {
      this.#reach.noteReached();
      return this.#readAnswerStream(exchange, response, 0);
    }
    const body = await readBody(response);
    if (!this.#exchanges.isWanted(exchange)) return;
    if (body.kind === 'broken') return this.#fail(exchange, brokenOff(this.#options.url.host));
    if (fault && isGatewayFault(fault)) return this.#fail(exchange, fault);
    this.#reach.noteReached();
    if (body.kind === 'oversized') this.#noteOversized(body.bytes);
    const text = body.kind === 'text' ? body.text : '';
    if (status >= 300) this.#refuse(exchange, response, text);
    else {
      for (const message of readText(text)) this.#deliver(exchange, message);
      this.#missAnswer(exchange, status, `answered HTTP ${status} without an MCP message${quoteBody(text)}`);
    }
  }

  #refuse(exchange: Exchange, { statusCode: status = 0, headers }: IncomingMessage, text: string): void {
    const error = readText(text).find((message) => message.kind === 'error');
    // First of all, so that a call is closed and not answered: it was not taken, and may go to the next session.
    if (this.#sessionId !== null && isSessionGone(status, error)) {
      if (exchange.id !== null) this.#events.failed(exchange.id, sessionGone());
      this.#reach.loseSession();
    }
    if (exchange.id !== null && this.#exchanges.isWanted(exchange)) {
      const busy = busyAnswer(exchange.id, status, headers);
      // It may come without the id of its request, where the server did not read that far.
      if (error) this.#deliver(exchange, { ...error, id: exchange.id });
      else if (busy) this.#deliver(exchange, busy);
    }
    this.#missAnswer(exchange, status, `answered HTTP ${status}${quoteBody(text)}`);
  }

  /** The exchange is over; a request that got no answer by it has failed. */
  #missAnswer(exchange: Exchange, status: number, clause: string): void {
    if (!this.#exchanges.isWanted(exchange)) return;
    this.#exchanges.settle(exchange);
    if (exchange.id !== null) this.#events.failed(exchange.id, new HttpRefusal(status, clause));
  }

  #fail(exchange: Exchange, error: McpError): void {
    if (!this.#exchanges.isWanted(exchange)) return;
    this.#exchanges.drop(exchange);
    if (exchange.id !== null) this.#events.failed(exchange.id, error);
    this.#reach.noteFailed(error, exchange.begunMs);
  }

  #readAnswerStream(exchange: Exchange, response: IncomingMessage, resumes: number): void {
    let hasHeard = false;
    const reader = this.#readStream(response, (message) => {
      hasHeard = true;
      this.#deliver(exchange, message);
      if (this.#exchanges.isWanted(exchange)) return;
      this.#exchanges.breakOffAfter(STREAM_LINGER_MS, response);
    });
    response.once('close', () => {
      if (!this.#exchanges.isWanted(exchange)) return;
      const { lastEventId } = reader;
      const inVain = hasHeard ? 0 : resumes;
      const canResume = this.#negotiated?.era === 'legacy' && lastEventId !== null && inVain < RESUMES_MAX;
      if (canResume) void this.#resume(exchange, lastEventId, inVain + 1);
      else this.#fail(exchange, brokenOff(this.#options.url.host));
    });
  }

  /** The server ended the stream before the answer, as revision 2025-11-25 allows: the rest is asked for. */
  async #resume(exchange: Exchange, lastEventId: string, resumes: number): Promise<void> {
    await this.#exchanges.pause(this.#retryMs, exchange.controller.signal);
    if (!this.#exchanges.isWanted(exchange)) return;
    const outcome = await this.#get(exchange, { 'last-event-id': lastEventId });
    if (!this.#exchanges.isWanted(exchange)) return;
    if (!outcome.ok) this.#fail(exchange, outcome.error);
    else if (outcome.status < 300 && isEventStream(outcome.response)) {
      this.#readAnswerStream(exchange, outcome.response, resumes);
    } else {
      const { status } = outcome;
      const fault = statusFault(status, this.#options.url.host);
      this.#fail(exchange, fault ?? new HttpRefusal(status, `answered HTTP ${status}`));
      if (status === 404 && this.#sessionId !== null) this.#reach.loseSession();
    }
  }

  async #listen(): Promise<void> {
    await this.#initialized;
    await keepServerStream({
      exchanges: this.#exchanges,
      reach: this.#reach,
      where: this.#options.url.host,
      hasSession: () => this.#sessionId !== null,
      retryMs: () => this.#retryMs,
      get: (exchange) => this.#get(exchange, {}),
      read: (exchange, response) => {
        let hasHeard = false;
        this.#readStream(response, (message) => {
          hasHeard = true;
          this.#deliver(exchange, message);
        });
        return () => hasHeard;
      },
    });
  }

  #get(exchange: Exchange, headers: Headers) {
    return this.#options.http.ask({
      method: 'GET',
      url: this.#options.url,
      headers: { accept: 'text/event-stream', ...this.#sessionHeaders(), ...headers },
      signal: exchange.controller.signal,
      repeatable: true,
      pooled: false,
    });
  }

  #readStream(response: IncomingMessage, deliver: (message: Incoming) => void): EventStreamReader {
    const reader = new EventStreamReader({
      event: ({ event, data }) => {
        if (event === 'message') for (const message of readText(data)) deliver(message);
      },
      retry: (ms) => {
        this.#retryMs = Math.min(ms, RETRY_MAX_MS);
      },
      oversized: (bytes) => this.#noteOversized(bytes),
    });
    response.on('data', (chunk: Buffer) => reader.push(chunk));
    return reader;
  }

  #deliver(exchange: Exchange, message: Incoming): void {
    if (this.#exchanges.isOver) return;
    const isAnswer = message.kind === 'result' || message.kind === 'error';
    if (isAnswer && exchange.id !== null && message.id === exchange.id) this.#exchanges.settle(exchange);
    this.#heard.note(message);
    this.#events.message(this.#isModern ? this.#learn(exchange, message) : message, exchange.id);
  }

  #learn(exchange: Exchange, message: Incoming): Incoming {
    if (message.kind !== 'result' || exchange.method !== 'tools/list') return message;
    return { ...message, result: this.#paramHeaders.learn(message.result) };
  }

  get #isModern(): boolean {
    return this.#negotiated?.era === 'modern';
  }

  #noteOversized(bytes: number): void {
    if (this.#exchanges.isOver) return;
    this.#heard.noteOversized(bytes);
    this.#events.oversized(bytes);
  }

  #sessionHeaders(): Headers {
    const version = this.#negotiated?.era === 'legacy' ? this.#negotiated.protocolVersion : null;
    return {
      ...(this.#sessionId === null ? {} : { 'mcp-session-id': this.#sessionId }),
      ...(version === null ? {} : { 'mcp-protocol-version': version }),
    };
  }
}

function paramsOf(message: Outgoing): unknown {
  return 'method' in message ? message.params : undefined;
}
