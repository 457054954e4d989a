import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineFramer } from '#engine/mcp/framing.ts';

const MAX_BYTES = 64;

type Heard = { readonly line: string } | { readonly oversized: number };

function read(chunks: readonly Buffer[], maxBytes = MAX_BYTES): { heard: Heard[]; peakBytes: number } {
  const heard: Heard[] = [];
  const framer = new LineFramer(maxBytes, {
    line: (bytes) => heard.push({ line: bytes.toString('latin1') }),
    oversized: (bytes) => heard.push({ oversized: bytes }),
  });
  let peakBytes = 0;
  for (const chunk of chunks) {
    framer.push(chunk);
    peakBytes = Math.max(peakBytes, framer.capacityBytes);
    // A pipe may reuse its buffer: nothing of it may be kept.
    chunk.fill(0);
  }
  framer.end();
  return { heard, peakBytes };
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let start = 0;
  for (let turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(Buffer.from(bytes.subarray(start, start + size)));
    start += size;
  }
  return chunks;
}

const line = fc
  .uint8Array({ maxLength: MAX_BYTES * 2 })
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10)));
const chunkSizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 20 });

describe('LineFramer', () => {
  it('gives the same lines however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(line), chunkSizes, (lines, sizes) => {
        const bytes = Buffer.concat(lines.flatMap((each) => [each, Buffer.from('\n')]));
        const expected = lines.map((each) =>
          each.length > MAX_BYTES ? { oversized: each.length } : { line: each.toString('latin1') },
        );
        expect(read(cut(bytes, sizes)).heard).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('holds no more memory than the longest line it takes', () => {
    fc.assert(
      fc.property(fc.array(line), chunkSizes, (lines, sizes) => {
        const { peakBytes } = read(cut(Buffer.concat(lines), sizes));
        expect(peakBytes).toBeLessThanOrEqual(MAX_BYTES);
      }),
    );
  });

  it('holds nothing of a line that is too long already', () => {
    const framer = new LineFramer(MAX_BYTES, { line() {}, oversized() {} });
    framer.push(Buffer.alloc(MAX_BYTES, 'x'));
    framer.push(Buffer.alloc(MAX_BYTES, 'x'));
    expect(framer.capacityBytes).toBe(0);
  });

  it('takes a line of exactly the limit and drops one that is a byte longer, then goes on', () => {
    const bytes = Buffer.from(`${'a'.repeat(MAX_BYTES)}\n${'b'.repeat(MAX_BYTES + 1)}\nnext\n`);
    expect(read(cut(bytes, [7])).heard).toEqual([
      { line: 'a'.repeat(MAX_BYTES) },
      { oversized: MAX_BYTES + 1 },
      { line: 'next' },
    ]);
  });

  it('gives the half line that is left when the stream ends', () => {
    expect(read([Buffer.from('whole\nhal'), Buffer.from('f')]).heard).toEqual([
      { line: 'whole' },
      { line: 'half' },
    ]);
  });

  it('copies a long line that comes byte by byte a bounded number of times', () => {
    const bytes = Buffer.from('x'.repeat(300_000));
    let capacities = 0;
    let last = -1;
    const framer = new LineFramer(1_000_000, { line() {}, oversized() {} });
    for (const byte of bytes) {
      framer.push(Buffer.of(byte));
      if (framer.capacityBytes !== last) capacities += 1;
      last = framer.capacityBytes;
    }
    expect(capacities).toBeLessThan(10);
  });

  it('lets go of the memory of a long line once it is read', () => {
    const framer = new LineFramer(1_000_000, { line() {}, oversized() {} });
    framer.push(Buffer.alloc(500_000, 'x'));
    framer.push(Buffer.from('\n'));
    expect(framer.capacityBytes).toBe(0);
  });
});
