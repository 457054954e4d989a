import { MESSAGE_MAX_BYTES } from '#contract/limits.ts';
import type { Clock } from '../../ports.ts';
import { LineFramer } from '../framing.ts';
import type { SessionStreams } from '../mcp.ts';
import { McpError } from '../mcp-error.ts';
import { type RpcId, readLine } from '../message.ts';
import { Hearing, type Outgoing, type Sender, type Transport, type TransportEvents } from '../transport.ts';

/** What may wait to be read by the server. Beyond it nothing more is written: it would only pile up. */
const BACKLOG_MAX_BYTES: Readonly<Record<Sender, number>> = {
  supervisor: 256 * 1024,
  client: 4 * MESSAGE_MAX_BYTES,
};

/** Where servers write the id of an answer. All of ours are numbers. */
const AT_HEAD = /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(\d+)\s*,/;
const AT_TAIL = /,\s*"id"\s*:\s*(\d+)\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/;

/** What a server has still to say once it has closed its stdin, it says within this time. */
const UNHEARD_MS = 1_000;

/**
 * One message a line over the two pipes of one server process.
 *
 * What is sent in one turn of the event loop is written at its end in one piece: with many callers that is one system
 * call for all of them.
 *
 * 1. Nothing that the server writes can make it throw or stop reading.
 * 2. It ends neither stream, and after `close` it lets the rest of stdout run dry.
 */
export class StdioTransport implements Transport {
  readonly isOrdered = true;
  readonly repeatsParams = false;
  readonly #streams: SessionStreams;
  readonly #events: TransportEvents;
  readonly #framer: LineFramer;
  readonly #heard = new Hearing('on stdout');
  #state: 'open' | 'ended' | 'closed' = 'open';
  #stdinBroken = false;
  readonly #clock: Clock;
  #cancelEnd = (): void => {};
  #unwritten: string[] = [];
  #unwrittenChars = 0;

  constructor(streams: SessionStreams, events: TransportEvents, clock: Clock) {
    this.#clock = clock;
    this.#streams = streams;
    this.#events = events;
    this.#framer = new LineFramer(MESSAGE_MAX_BYTES, {
      line: (bytes) => this.#readLine(bytes),
      oversized: (bytes, head, tail) => this.#drop(bytes, head, tail),
    });
    const { stdin, stdout } = streams;
    stdin.on('error', this.#onStdinError);
    stdout.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd).on('error', this.#onEnd);
    // The streams of a process that could not be started are over before anybody listens.
    if (stdout.readableEnded || stdout.destroyed) queueMicrotask(this.#onEnd);
  }

  /** A server that does not read counts as silent, not as gone. */
  send(message: Outgoing, from: Sender): boolean {
    const { stdin } = this.#streams;
    if (this.#state !== 'open' || this.#stdinBroken || !stdin.writable) return false;
    if (stdin.writableLength + this.#unwrittenChars >= BACKLOG_MAX_BYTES[from]) return true;
    const line = `${toText(message)}\n`;
    this.#unwritten.push(line);
    this.#unwrittenChars += line.length;
    if (this.#unwritten.length === 1) setImmediate(this.#flush);
    return true;
  }

  cancel(requestId: RpcId, reason: string): void {
    this.send({ method: 'notifications/cancelled', params: { requestId, reason } }, 'client');
  }

  abandon(): void {}

  agree(): void {}

  heard(): string {
    return this.#heard.toString();
  }

  close(): void {
    if (this.#state === 'closed') return;
    // Cancellations, for example, of what was given up.
    this.#flush();
    this.#state = 'closed';
    this.#cancelEnd();
    const { stdout } = this.#streams;
    stdout
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd)
      .off('error', this.#onEnd);
    // A dying process may still break its pipes. Unheard, such an error would end the engine: stdin keeps its listener.
    stdout.on('error', ignoreError);
    stdout.resume();
  }

  readonly #flush = (): void => {
    const lines = this.#unwritten;
    if (lines.length === 0) return;
    this.#unwritten = [];
    this.#unwrittenChars = 0;
    const { stdin } = this.#streams;
    if (!this.#stdinBroken && stdin.writable) stdin.write(lines.length === 1 ? lines[0] : lines.join(''));
  };

  readonly #onData = (chunk: Buffer): void => this.#framer.push(chunk);

  /** EPIPE: the server is gone or closed its stdin. Calls that are pending may still be answered, for a moment. */
  readonly #onStdinError = (): void => {
    if (this.#stdinBroken || this.#state !== 'open') return;
    this.#stdinBroken = true;
    this.#cancelEnd = this.#clock.after(UNHEARD_MS, this.#onEnd);
  };

  readonly #onEnd = (): void => {
    this.#cancelEnd();
    if (this.#state !== 'open') return;
    this.#framer.end();
    // The last line's listener may have closed the session.
    if (this.#isClosed()) return;
    this.#state = 'ended';
    this.#events.ended(null);
  };

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #readLine(line: Buffer): void {
    for (const message of readLine(line)) {
      if (this.#isClosed()) return;
      this.#heard.note(message);
      this.#events.message(message, null);
    }
  }

  #drop(bytes: number, head: string, tail: string): void {
    if (this.#isClosed()) return;
    this.#heard.noteOversized(bytes);
    this.#events.oversized(bytes);
    // Whoever waits for it would wait in vain.
    const id = AT_HEAD.exec(head)?.[1] ?? AT_TAIL.exec(tail)?.[1];
    if (id === undefined) return;
    const megabytes = Math.ceil(bytes / 1024 / 1024);
    const limit = MESSAGE_MAX_BYTES / 1024 / 1024;
    const message = `answered with ${megabytes} MiB, and ${limit} MiB is the most that a message may have`;
    this.#events.failed(Number(id), new McpError('handshake-refused', message, { isTooLong: true }));
  }
}

/** A request is most of what is sent: made without a copy of its fields. */
function toText(message: Outgoing): string {
  if ('method' in message && 'id' in message) {
    const { id, method, params } = message;
    return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":${JSON.stringify(method)},"params":${JSON.stringify(params)}}`;
  }
  return JSON.stringify({ jsonrpc: '2.0', ...message });
}

function ignoreError(): void {}
