import { MESSAGE_MAX_BYTES } from '#contract/limits.ts';
import type { Clock } from '../../ports.ts';
import { LineFramer } from '../framing.ts';
import type { SessionStreams } from '../mcp.ts';
import { type RpcId, readLine } from '../message.ts';
import { Hearing, type Outgoing, type Sender, type Transport, type TransportEvents } from '../transport.ts';

/** What may wait to be read by the server. Beyond it nothing more is written: it would only pile up. */
const BACKLOG_MAX_BYTES: Readonly<Record<Sender, number>> = {
  supervisor: 256 * 1024,
  client: 4 * MESSAGE_MAX_BYTES,
};

/** What a server has still to say once it has closed its stdin, it says within this time. */
const UNHEARD_MS = 1_000;

/**
 * One message a line over the two pipes of one server process.
 *
 * 1. Nothing that the server writes can make it throw or stop reading.
 * 2. It ends neither stream, and after `close` it lets the rest of stdout run dry.
 */
export class StdioTransport implements Transport {
  readonly #streams: SessionStreams;
  readonly #events: TransportEvents;
  readonly #framer: LineFramer;
  readonly #heard = new Hearing('on stdout');
  #state: 'open' | 'ended' | 'closed' = 'open';
  #stdinBroken = false;
  readonly #clock: Clock;
  #cancelEnd = (): void => {};

  constructor(streams: SessionStreams, events: TransportEvents, clock: Clock) {
    this.#clock = clock;
    this.#streams = streams;
    this.#events = events;
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

  /** A server that does not read counts as silent, not as gone. */
  send(message: Outgoing, from: Sender): boolean {
    const { stdin } = this.#streams;
    if (this.#state !== 'open' || this.#stdinBroken || !stdin.writable) return false;
    if (stdin.writableLength < BACKLOG_MAX_BYTES[from])
      stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    return true;
  }

  cancel(requestId: RpcId, reason: string): void {
    this.send({ method: 'notifications/cancelled', params: { requestId, reason } }, 'supervisor');
  }

  abandon(): void {}

  agree(): void {}

  heard(): string {
    return this.#heard.toString();
  }

  close(): void {
    if (this.#state === 'closed') return;
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
      this.#events.message(message);
    }
  }

  #drop(bytes: number): void {
    if (this.#isClosed()) return;
    this.#heard.noteOversized(bytes);
    this.#events.oversized(bytes);
  }
}

function ignoreError(): void {}
