const NEWLINE = 0x0a;

/** Longer than any message that the gateway can be set to take. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

/** Cuts a stream into lines. Each keeps its newline, so that it can be passed on as it is. */
export class LineReader {
  private parts: Buffer[] = [];
  private partBytes = 0;

  /** Gives every line that the chunk ends. Throws RangeError on a line of more than 256 MiB. */
  push(chunk: Buffer, onLine: (line: Buffer) => void): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end + 1);
      start = end + 1;
      onLine(this.parts.length === 0 ? piece : this.take(piece));
    }
    if (start === chunk.length) return;
    this.parts.push(chunk.subarray(start));
    this.partBytes += chunk.length - start;
    if (this.partBytes > MAX_LINE_BYTES) throw new RangeError(`a line of more than ${MAX_LINE_BYTES} bytes`);
  }

  /** At the end of the stream: what came without a newline, with one; null when there is nothing. */
  rest(): Buffer | null {
    return this.parts.length === 0 ? null : this.take(Buffer.from('\n'));
  }

  private take(last: Buffer): Buffer {
    const line = Buffer.concat([...this.parts, last]);
    this.parts = [];
    this.partBytes = 0;
    return line;
  }
}
