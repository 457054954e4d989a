import type { ServerResponse } from 'node:http';
import type { ReplyStream, RpcNotification, RpcRequest, RpcResponse } from '../core.ts';
import { responseText, sendAccepted, sendJson } from '../http/answers.ts';
import { EventStream } from '../http/event-stream.ts';
import type { Accepts } from '../http/read-body.ts';
import type { HttpSession } from './http-session.ts';

/** Clients take five minutes without a header for an end (undici); an answer that is this late becomes a stream. */
const STREAM_AFTER_MS = 60_000;

/**
 * The answer to a POST of the legacy era: plain JSON, unless something has to go before it; then a stream of events,
 * which a client may take up again by GET after a cut. A cut is no cancellation.
 */
export class PostReply implements ReplyStream {
  readonly #session: HttpSession;
  readonly #res: ServerResponse;
  readonly #accepts: Accepts;
  readonly #sinceMs: number;
  #stream: EventStream | null = null;
  /** Of the stream; 0 without one. */
  #number = 0;
  #isDone = false;

  constructor(session: HttpSession, res: ServerResponse, accepts: Accepts, nowMs: number) {
    this.#session = session;
    this.#res = res;
    this.#accepts = accepts;
    this.#sinceMs = nowMs;
    session.pending.add(this);
    if (!accepts.json) this.#open();
  }

  send(message: RpcNotification | RpcRequest): void {
    if (this.#isDone) return;
    if (!this.#open()) {
      this.#session.send(message);
      return;
    }
    const data = JSON.stringify(message);
    this.#stream?.send(data, this.#session.log.add(this.#number, data));
  }

  end(response: RpcResponse, resultText?: string): number {
    const data = responseText(response, resultText);
    if (this.#isDone) return Buffer.byteLength(data);
    this.#settle();
    if (this.#stream === null) {
      if (!this.#res.destroyed) return sendJson(this.#res, 200, data);
      return Buffer.byteLength(data);
    }
    this.#stream.send(data, this.#session.log.add(this.#number, data));
    this.#stream.end();
    return Buffer.byteLength(data);
  }

  /** 202 says that there is nothing to read, as it does for a notification. */
  drop(): void {
    if (this.#isDone) return;
    this.#settle();
    if (this.#stream !== null) this.#stream.end();
    else if (!this.#res.destroyed) sendAccepted(this.#res);
  }

  /** The client came back after a cut, and has been told what it missed. */
  resume(stream: EventStream): void {
    this.#stream?.end();
    this.#stream = stream;
  }

  keepAlive(nowMs: number): void {
    if (this.#stream !== null) this.#stream.keepAlive();
    else if (nowMs - this.#sinceMs >= STREAM_AFTER_MS && this.#open()) this.keepAlive(nowMs);
  }

  /** The session is over: the client gets `response` in place of an answer. */
  abandon(response: Omit<RpcResponse, 'id'>): void {
    if (this.#isDone) return;
    this.#settle();
    if (this.#stream !== null) this.#stream.end();
    else if (!this.#res.destroyed) sendJson(this.#res, 404, JSON.stringify({ ...response, id: null }));
  }

  /** Whether there is a stream now. */
  #open(): boolean {
    if (this.#stream !== null) return true;
    if (!this.#accepts.stream || this.#res.destroyed) return false;
    this.#stream = new EventStream(this.#res);
    this.#number = this.#session.openStream(this, this.#stream);
    const number = this.#number;
    // What the system has taken over needs not be kept for a client that comes back.
    this.#res.once('finish', () => {
      if (this.#isDone) this.#session.log.forget(number);
    });
    return true;
  }

  #settle(): void {
    this.#isDone = true;
    this.#session.pending.delete(this);
    if (this.#number !== 0) this.#session.closeStream(this.#number);
  }
}
