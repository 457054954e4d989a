import type { ServerResponse } from 'node:http';

/** A reader that is this far behind is dropped. */
export const BEHIND_MAX_BYTES = 8 * 1024 * 1024;
/** One that is this far behind is sent only what it can't do without, so that it need not be dropped. */
export const BEHIND_BYTES = 1024 * 1024;

/** One answer in the form of `text/event-stream`. Its headers go out with the first event. */
export class EventStream {
  readonly #res: ServerResponse;

  constructor(res: ServerResponse) {
    this.#res = res;
    res.writeHead(200, [
      'content-type',
      'text/event-stream',
      'cache-control',
      'no-cache, no-transform',
      // For a proxy such as nginx, which collects answers otherwise.
      'x-accel-buffering',
      'no',
    ]);
  }

  /** Sends the headers, where no event follows at once that brings them along. */
  flush(): void {
    this.#res.flushHeaders();
  }

  get isOpen(): boolean {
    return !this.#res.destroyed && !this.#res.writableEnded;
  }

  get isBehind(): boolean {
    return this.#res.writableLength > BEHIND_BYTES;
  }

  /** One event; its data is one line. Dropped where nobody reads any more. */
  send(data: string, id?: string, event?: string): void {
    const name = event === undefined ? '' : `event: ${event}\n`;
    this.#write(id === undefined ? `${name}data: ${data}\n\n` : `${name}id: ${id}\ndata: ${data}\n\n`);
  }

  /** An event without data, from whose id on a client may ask again after a cut, at the earliest after `retryMs`. */
  prime(id: string, retryMs: number): void {
    this.#write(`id: ${id}\nretry: ${retryMs}\ndata: \n\n`);
  }

  /** Keeps those between us and the client, and the client, from taking silence for an end. */
  keepAlive(): void {
    this.#write(': keep-alive\n\n');
  }

  end(): void {
    if (this.isOpen) this.#res.end();
  }

  #write(text: string): void {
    if (!this.isOpen) return;
    if (this.#res.writableLength > BEHIND_MAX_BYTES) this.#res.destroy();
    else this.#res.write(text);
  }
}
