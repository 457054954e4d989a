const NEWLINE = 0x0a;

/** Of a line that is too long so much is kept of its start, and of its end: enough to say which request it was. */
const END_BYTES = 1024;

/** The two ends of a line that was too long. */
export interface LineEnds {
  readonly head: Buffer;
  readonly tail: Buffer;
}

/** Cuts what comes over a socket into lines. Of a line that is too long nothing is kept but its ends. */
export class LineReader {
  readonly #maxBytes: () => number;
  readonly #onLine: (line: Buffer) => void;
  readonly #onTooLong: (ends: LineEnds) => void;
  #parts: Buffer[] = [];
  #bytes = 0;
  /** Of the line that is being read, once it is too long. */
  #ends: LineEnds | null = null;

  /** `onTooLong` is called at the end of such a line. Blank lines are nothing. */
  constructor(maxBytes: () => number, onLine: (line: Buffer) => void, onTooLong: (ends: LineEnds) => void) {
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
    if (this.#ends !== null) {
      this.#ends = { head: this.#ends.head, tail: lastOf([this.#ends.tail, part]) };
    } else {
      this.#parts.push(part);
      if (this.#bytes <= this.#maxBytes()) return;
      this.#ends = { head: firstOf(this.#parts), tail: lastOf(this.#parts) };
      this.#parts = [];
    }
  }

  #finish(): void {
    const parts = this.#parts;
    const bytes = this.#bytes;
    const ends = this.#ends;
    this.#parts = [];
    this.#bytes = 0;
    this.#ends = null;
    if (ends !== null) this.#onTooLong(ends);
    else {
      const [first] = parts;
      const line = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts, bytes);
      if (bytes > 1 || (bytes === 1 && line[0] !== 0x0d)) this.#onLine(line);
    }
  }
}

function firstOf(parts: readonly Buffer[]): Buffer {
  const kept: Buffer[] = [];
  let left = END_BYTES;
  for (const part of parts) {
    kept.push(part.subarray(0, left));
    left -= part.length;
    if (left <= 0) break;
  }
  return Buffer.concat(kept);
}

function lastOf(parts: readonly Buffer[]): Buffer {
  const kept: Buffer[] = [];
  let left = END_BYTES;
  for (const part of parts.toReversed()) {
    kept.unshift(part.subarray(-left));
    left -= part.length;
    if (left <= 0) break;
  }
  return Buffer.concat(kept);
}
