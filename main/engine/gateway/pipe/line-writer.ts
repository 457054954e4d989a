import type { Duplex } from 'node:stream';
import { BEHIND_BYTES, BEHIND_MAX_BYTES } from '../http/event-stream.ts';

/** What is collected in one turn is written at once, in parts of about this size. */
const PART_CHARS = 64 * 1024;

/** Writes lines to a socket, those of one turn together. Drops a reader that is too far behind. */
export class LineWriter {
  readonly #socket: Duplex;
  #text = '';

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  get isBehind(): boolean {
    return this.#socket.writableLength > BEHIND_BYTES;
  }

  write(line: string): void {
    if (this.#text === '') process.nextTick(this.#flush);
    this.#text += line;
    this.#text += '\n';
    if (this.#text.length > PART_CHARS) this.#flush();
  }

  /** Writes what is left, and then no more. */
  end(): void {
    this.#flush();
    this.#socket.end();
  }

  readonly #flush = (): void => {
    const text = this.#text;
    this.#text = '';
    if (text === '' || this.#socket.destroyed || this.#socket.writableEnded) return;
    if (this.#socket.writableLength > BEHIND_MAX_BYTES) this.#socket.destroy();
    else this.#socket.write(text);
  };
}
