const NEWLINE = 0x0a;

/** Cuts what comes over a socket into lines. Of a line that is too long nothing is kept. */
export class LineReader {
  readonly #maxBytes: () => number;
  readonly #onLine: (line: Buffer) => void;
  readonly #onTooLong: () => void;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** `onTooLong` is called at the end of such a line. Blank lines are nothing. */
  constructor(maxBytes: () => number, onLine: (line: Buffer) => void, onTooLong: () => void) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#add(chunk.subarray(from, at));
      this.#finish();
      from = at + 1;
    }
    if (from < chunk.length) this.#add(chunk.subarray(from));
  }

  #add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes()) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(): void {
    const parts = this.#parts;
    const bytes = this.#bytes;
    this.#parts = [];
    this.#bytes = 0;
    if (bytes > this.#maxBytes()) this.#onTooLong();
    else {
      const [first] = parts;
      const line = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts, bytes);
      if (bytes > 1 || (bytes === 1 && line[0] !== 0x0d)) this.#onLine(line);
    }
  }
}
