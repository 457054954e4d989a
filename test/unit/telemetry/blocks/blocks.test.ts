import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../../main/engine/telemetry/blocks/bytes.ts';
import { readNumbers, writeNumbers } from '../../../../main/engine/telemetry/blocks/numbers.ts';
import {
  decodeRaw,
  encodeRaw,
  LATENCIES,
  type RawBlock,
} from '../../../../main/engine/telemetry/blocks/raw-block.ts';
import { Rollup } from '../../../../main/engine/telemetry/blocks/rollup.ts';
import { decodeRollup, encodeRollup } from '../../../../main/engine/telemetry/blocks/rollup-block.ts';

describe('a list of numbers', () => {
  it.each([
    ['nothing', []],
    ['whole numbers', [0, -1, 1, 127, 128, 2 ** 31, -(2 ** 49)]],
    ['a slow rise', [1e9, 1e9 + 1, 1e9 + 3]],
    ['decimals', [0.1, 20.123456, -3.5]],
    ['long fractions and large numbers', [1 / 3, 1e300, 2 ** 60, -0.000_000_1]],
  ])('is read back exactly as it was written: %s', (_, values) => {
    const writer = new ByteWriter();
    writeNumbers(writer, values);
    writer.byte(7);
    const reader = new ByteReader(writer.written());
    expect(readNumbers(reader, values.length)).toEqual(values);
    expect(reader.byte()).toBe(7);
  });
});

const KEYS = ['memory_bytes', 'open_files', 'requests', 'custom:x'] as const;
const BLOCK: RawBlock = {
  times: [1_767_268_800_000, 1_767_268_802_003, 1_767_268_801_000, 1_767_268_803_000],
  intervals: [2000, 2000, 2000, 5000],
  columns: new Map([
    ['memory_bytes', { ticks: [0, 1, 2, 3], values: [1024, 4096, 0, 2 ** 30], coveredMs: [] }],
    ['open_files', { ticks: [2], values: [9], coveredMs: [] }],
    ['requests', { ticks: [1, 3], values: [3, 12], coveredMs: [2000, 4001] }],
    ['custom:x', { ticks: [0, 1], values: [1 / 3, -2], coveredMs: [] }],
  ]),
  latencies: [
    { tick: 1, pairs: [120, 1, 130, 4] },
    { tick: 3, pairs: [7, 2] },
  ],
};

describe('a block', () => {
  it('of samples is read back as it was written, whole or in part', () => {
    const data = encodeRaw(BLOCK, KEYS);
    expect(decodeRaw(data, KEYS, new Set([...KEYS, LATENCIES]))).toEqual(BLOCK);
    for (const key of KEYS)
      expect([...decodeRaw(data, KEYS, new Set([key])).columns]).toEqual([[key, BLOCK.columns.get(key)]]);
    expect(decodeRaw(data, KEYS, new Set([LATENCIES])).latencies).toEqual(BLOCK.latencies);
  });

  it('of minutes loses nothing when it is read and written again and again, as when blocks are merged', () => {
    const minutes = new Rollup({ stepMs: 60_000, inWholes: true });
    minutes.addRaw(BLOCK);
    const keys = [...minutes.columns.keys()];
    const wanted = new Set([...keys, LATENCIES]);
    let data = encodeRollup(minutes, keys);
    const first = decodeRollup(data, 60_000, keys, wanted);
    for (let times = 0; times < 3; times++) {
      const again = new Rollup({ stepMs: 60_000 });
      again.addRollup(decodeRollup(data, 60_000, keys, wanted));
      data = encodeRollup(again, keys);
    }
    expect(decodeRollup(data, 60_000, keys, wanted)).toEqual(first);
    expect(first.columns.get('requests')?.sum.reduce((all, one) => all + one)).toBe(15);
    expect(first.columns.get('memory_bytes')).toMatchObject({
      count: [0, 4],
      min: [0, 0],
      max: [0, 2 ** 30],
    });
  });

  it('that is cut short is an error, and never other figures', () => {
    const writer = new ByteWriter();
    writer.section(Buffer.from('abc'));
    expect(() => new ByteReader(writer.written().subarray(0, 3)).section()).toThrow(RangeError);
    expect(() => new ByteReader(Buffer.from([0x80])).varint()).toThrow(RangeError);
  });
});
