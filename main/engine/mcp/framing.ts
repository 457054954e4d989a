const NEWLINE = 10;
const EMPTY = Buffer.alloc(0);
const FIRST_CAPACITY_BYTES = 4096;
/** Enough for the id of an answer, which stands near its beginning or its end. */
const ENDS_BYTES = 128;

export interface FramerEvents {
  /** A line without its newline. The bytes are valid during this call only: they may be overwritten by the next. */
  line(bytes: Buffer): void;
  /** A line longer than the limit ended; only its beginning and its end were kept, {@link ENDS_BYTES} of each. */
  oversized(bytes: number, head: string, tail: string): void;
}

/**
 * Cuts a stream of bytes into lines. Works on bytes, so a character that is split between chunks stays whole.
 *
 * 1. Holds at most `maxBytes`: of a longer line only its length and its ends are kept.
 * 2. Copies each byte of a half line a bounded number of times, however small the chunks are.
 * 3. The line after a dropped one is read as if nothing had been.
 */
export class LineFramer {
  readonly #maxBytes: number;
  readonly #events: FramerEvents;
  #held = EMPTY;
  /** Bytes of the unfinished line, those included that were dropped. */
  #length = 0;
  /** Of a line that is too long. */
  #head = EMPTY;
  #tail = EMPTY;

  constructor(maxBytes: number, events: FramerEvents) {
    this.#maxBytes = maxBytes;
    this.#events = events;
  }

  /** Bytes of memory that the unfinished line takes. */
  get capacityBytes(): number {
    return this.#held.length;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#finish(chunk.subarray(start, end));
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The stream ended: what is held is the last line. */
  end(): void {
    if (this.#length > 0) this.#finish(EMPTY);
  }

  #finish(rest: Buffer): void {
    if (this.#length > 0) this.#keep(rest);
    const length = this.#length > 0 ? this.#length : rest.length;
    const line = this.#length > 0 ? this.#held.subarray(0, length) : rest;
    // Let go before telling: a listener may throw, and a long line's memory is not kept for the short ones after it.
    this.#held = EMPTY;
    this.#length = 0;
    if (length <= this.#maxBytes) {
      this.#events.line(line);
      return;
    }
    const head = this.#head.length > 0 ? this.#head : rest.subarray(0, ENDS_BYTES);
    const tail = this.#head.length > 0 ? this.#tail : rest.subarray(-ENDS_BYTES);
    this.#head = EMPTY;
    this.#tail = EMPTY;
    this.#events.oversized(length, head.toString('latin1'), tail.toString('latin1'));
  }

  #keep(part: Buffer): void {
    const length = this.#length + part.length;
    if (length > this.#maxBytes) this.#keepEnds(part);
    else if (part.length > 0) {
      if (length > this.#held.length) this.#grow(length);
      part.copy(this.#held, this.#length);
    }
    this.#length = length;
  }

  #keepEnds(part: Buffer): void {
    if (this.#head.length === 0) {
      const begun = this.#held.subarray(0, this.#length);
      this.#head = Buffer.concat([begun.subarray(0, ENDS_BYTES), part.subarray(0, ENDS_BYTES)]).subarray(
        0,
        ENDS_BYTES,
      );
      this.#tail = Buffer.from(begun.subarray(-ENDS_BYTES));
      this.#held = EMPTY;
    }
    this.#tail = Buffer.concat([this.#tail, part.subarray(-ENDS_BYTES)]).subarray(-ENDS_BYTES);
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, this.#held.length * 2, FIRST_CAPACITY_BYTES);
    const grown = Buffer.allocUnsafe(Math.min(capacity, this.#maxBytes));
    this.#held.copy(grown, 0, 0, this.#length);
    this.#held = grown;
  }
}
