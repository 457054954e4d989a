import type { ServerResponse } from 'node:http';
import type { ModernCall, ReplyStream, RpcNotification, RpcRequest, RpcResponse } from '../core.ts';
import { responseText, sendJson } from '../http/answers.ts';
import { EventStream } from '../http/event-stream.ts';
import type { Accepts } from '../http/read-body.ts';

/** As for the legacy era: see {@link PostReply}. */
const STREAM_AFTER_MS = 60_000;

const METHOD_NOT_FOUND = -32601;
const MISSING_CLIENT_CAPABILITY = -32021;

/** The answer to a request of the modern era: plain JSON unless something goes before it. Hanging up cancels it. */
export class ModernReply implements ReplyStream {
  readonly #res: ServerResponse;
  readonly #accepts: Accepts;
  readonly #sinceMs: number;
  readonly #onEnd: (reply: ModernReply) => void;
  #stream: EventStream | null = null;
  #call: ModernCall | null = null;
  #isDone = false;

  constructor(res: ServerResponse, accepts: Accepts, nowMs: number, onEnd: (reply: ModernReply) => void) {
    this.#res = res;
    this.#accepts = accepts;
    this.#sinceMs = nowMs;
    this.#onEnd = onEnd;
    // Also the end of every answer that was sent whole.
    res.once('close', () => this.cancel());
  }

  /** What to cancel when the client hangs up. */
  begin(call: ModernCall): void {
    if (!this.#isDone) this.#call = call;
  }

  send(message: RpcNotification | RpcRequest): void {
    if (this.#isDone || !this.#open()) return;
    this.#stream?.send(JSON.stringify(message));
  }

  end(response: RpcResponse, resultText?: string): number {
    const text = responseText(response, resultText);
    if (this.#isDone) return Buffer.byteLength(text);
    this.#settle();
    if (this.#stream === null && this.#accepts.json) return sendJson(this.#res, statusOf(response), text);
    this.#stream ??= new EventStream(this.#res);
    this.#stream.send(text);
    this.#stream.end();
    return Buffer.byteLength(text);
  }

  keepAlive(nowMs: number): void {
    if (this.#stream !== null) this.#stream.keepAlive();
    else if (nowMs - this.#sinceMs >= STREAM_AFTER_MS && this.#open()) this.keepAlive(nowMs);
  }

  drop(): void {
    if (this.#isDone) return;
    this.#settle();
    if (this.#stream !== null) this.#stream.end();
    else if (!this.#res.destroyed) this.#res.destroy();
  }

  /** The client hung up, or is to be hung up on. */
  cancel(): void {
    if (this.#isDone) return;
    this.#settle();
    this.#call?.cancel();
    this.#res.destroy();
  }

  #open(): boolean {
    if (this.#stream === null && this.#accepts.stream && !this.#res.destroyed) {
      this.#stream = new EventStream(this.#res);
    }
    return this.#stream !== null;
  }

  #settle(): void {
    this.#isDone = true;
    this.#onEnd(this);
  }
}

/** An error of the server's own work is an answer like any other; these two say that the request was at fault. */
function statusOf(response: RpcResponse): number {
  if (!('error' in response)) return 200;
  if (response.error.code === METHOD_NOT_FOUND) return 404;
  return response.error.code === MISSING_CLIENT_CAPABILITY ? 400 : 200;
}
