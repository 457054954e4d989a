import { MESSAGE_MAX_BYTES } from '#contract/limits.ts';
import type { Clock } from '../ports.ts';
import { LineFramer } from './framing.ts';
import type { SessionEvents, SessionStreams } from './mcp.ts';
import { type Incoming, type RpcFault, type RpcId, readLine } from './message.ts';

/** What may wait to be read by the server. Beyond it nothing more is written: it would only pile up. */
const BACKLOG_MAX_BYTES = 256 * 1024;
const QUOTE_MAX_CHARS = 200;
const METHOD_NOT_FOUND = -32601;

export type Answer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly fault: RpcFault }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'closed' };

interface Pending {
  settle(answer: Answer): void;
  cancelTimer(): void;
}

/**
 * JSON-RPC over the two pipes of one server process.
 *
 * 1. Nothing that the server writes can make it throw or stop reading.
 * 2. After `close` or the end of stdout no request is pending and no timer runs.
 * 3. A call that timed out is not cancelled at the server: its late answer is a sign of life.
 */
export class Connection {
  readonly #streams: SessionStreams;
  readonly #events: SessionEvents;
  readonly #clock: Clock;
  readonly #framer: LineFramer;
  readonly #pending = new Map<RpcId, Pending>();
  #nextId = 1;
  #state: 'open' | 'ended' | 'closed' = 'open';
  #stdinBroken = false;
  #answersRequests = true;
  #messages = 0;
  #firstStray: string | null = null;
  #oversizedBytes: number | null = null;

  constructor(streams: SessionStreams, events: SessionEvents, clock: Clock) {
    this.#streams = streams;
    this.#events = events;
    this.#clock = clock;
    this.#framer = new LineFramer(MESSAGE_MAX_BYTES, {
      line: (bytes) => this.#readLine(bytes),
      oversized: (bytes) => this.#drop(bytes),
    });
    const { stdin, stdout } = streams;
    stdin.on('error', this.#onStdinError);
    stdout.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd).on('error', this.#onEnd);
    // The streams of a process that could not be started are over before anybody listens.
    if (stdout.readableEnded || stdout.destroyed) queueMicrotask(this.#onEnd);
  }

  /** In the modern era a client writes no responses, for servers send no requests. */
  stopAnsweringRequests(): void {
    this.#answersRequests = false;
  }

  /** Sends a request. Never rejects. Without `timeoutMs` the wait ends with the connection at the latest. */
  request(method: string, params: object, timeoutMs?: number): Promise<Answer> {
    const id = this.#nextId++;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const cancelTimer =
      timeoutMs === undefined
        ? () => {}
        : this.#clock.after(timeoutMs, () => this.#settle(id, { kind: 'timeout' }));
    // Before the write: a stream in memory may bring the answer while it is being written.
    this.#pending.set(id, { settle: resolve, cancelTimer });
    const sent = this.#state === 'open' && this.#write({ id, method, params });
    if (!sent) this.#settle(id, { kind: 'closed' });
    return promise;
  }

  notify(method: string): void {
    this.#write({ method });
  }

  /** What came over stdout so far, as the end of a sentence about an answer that did not come. */
  heard(): string {
    if (this.#firstStray !== null) {
      const cut = this.#firstStray.length > QUOTE_MAX_CHARS;
      const quote = cut ? `${this.#firstStray.slice(0, QUOTE_MAX_CHARS)}…` : this.#firstStray;
      return `on stdout it wrote “${quote}”, which is no MCP message`;
    }
    if (this.#oversizedBytes !== null)
      return `it wrote a line of ${this.#oversizedBytes} bytes, which is too long`;
    if (this.#messages === 0) return 'it wrote nothing on stdout';
    return `it sent ${this.#messages} ${this.#messages === 1 ? 'message' : 'messages'} on stdout`;
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    const { stdout } = this.#streams;
    stdout
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd)
      .off('error', this.#onEnd);
    // A dying process may still break its pipes. Unheard, such an error would end the engine: stdin keeps its listener.
    stdout.on('error', ignoreError);
    stdout.resume();
    this.#settleAll();
  }

  readonly #onData = (chunk: Buffer): void => this.#framer.push(chunk);

  /** EPIPE: the server is gone or closed its stdin. Calls that are pending may still be answered. */
  readonly #onStdinError = (): void => {
    this.#stdinBroken = true;
  };

  readonly #onEnd = (): void => {
    if (this.#state !== 'open') return;
    this.#framer.end();
    // The last line's listener may have closed the session.
    if (this.#isClosed()) return;
    this.#state = 'ended';
    this.#settleAll();
    this.#events.ended();
  };

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #readLine(line: Buffer): void {
    for (const message of readLine(line)) {
      if (this.#isClosed()) return;
      this.#receive(message);
    }
  }

  #receive(message: Incoming): void {
    if (message.kind === 'stray') {
      this.#firstStray ??= message.text;
      this.#events.stray(message.text);
      return;
    }
    this.#messages += 1;
    this.#events.activity();
    switch (message.kind) {
      case 'request':
        this.#answerRequest(message.id, message.method);
        return;
      case 'notification':
        if (/^notifications\/(tools|resources|prompts)\/list_changed$/.test(message.method)) {
          this.#events.listChanged();
        }
        return;
      case 'result':
        this.#settle(message.id, { kind: 'result', result: message.result });
        return;
      case 'error':
        if (message.id !== null) this.#settle(message.id, { kind: 'error', fault: message.fault });
        return;
      default:
        message satisfies never;
    }
  }

  #drop(bytes: number): void {
    if (this.#isClosed()) return;
    this.#oversizedBytes ??= bytes;
    this.#events.oversized(bytes);
  }

  #answerRequest(id: RpcId, method: string): void {
    if (!this.#answersRequests) return;
    if (method === 'ping') this.#write({ id, result: {} });
    else this.#write({ id, error: { code: METHOD_NOT_FOUND, message: 'Method not found' } });
  }

  #settle(id: RpcId, answer: Answer): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    pending.cancelTimer();
    pending.settle(answer);
  }

  #settleAll(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, { kind: 'closed' });
  }

  /** False when the server can't hear any more. A server that does not read counts as silent, not as gone. */
  #write(message: object): boolean {
    const { stdin } = this.#streams;
    if (this.#stdinBroken || !stdin.writable) return false;
    if (stdin.writableLength < BACKLOG_MAX_BYTES)
      stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    return true;
  }
}

function ignoreError(): void {}
