/** A line as bytes, without its line end. */
export interface RawLine {
  readonly bytes: Buffer;
  /** Bytes beyond the limit that were not kept. */
  readonly cutBytes: number;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Makes lines of chunks that break anywhere. Holds at most `maxBytes` of a line that has not ended. Bytes, not text,
 * because a chunk may end inside a character.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #cutBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that this chunk ends. */
  *push(chunk: Buffer): Generator<RawLine> {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.#hold(chunk.subarray(start, end));
      start = end + 1;
      yield this.#take();
    }
    this.#hold(chunk.subarray(start));
  }

  /** What came after the last line end; null when nothing did. */
  end(): RawLine | null {
    return this.#heldBytes === 0 && this.#cutBytes === 0 ? null : this.#take();
  }

  #hold(bytes: Buffer): void {
    const kept = bytes.subarray(0, this.#maxBytes - this.#heldBytes);
    if (kept.length > 0) this.#held.push(kept);
    this.#heldBytes += kept.length;
    this.#cutBytes += bytes.length - kept.length;
  }

  #take(): RawLine {
    const [first] = this.#held;
    const whole = this.#held.length === 1 && first ? first : Buffer.concat(this.#held);
    const cutBytes = this.#cutBytes;
    const bytes = cutBytes === 0 && whole.at(-1) === CR ? whole.subarray(0, -1) : whole;
    this.#held = [];
    this.#heldBytes = 0;
    this.#cutBytes = 0;
    return { bytes, cutBytes };
  }
}
