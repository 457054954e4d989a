import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readNumbers, writeNumbers } from './numbers.ts';
import { fromSteps, kindOf, toSteps } from './series-kind.ts';

/** The samples of one server over some minutes, in the order in which they were taken. */
export interface RawBlock {
  /** Milliseconds since 1970 of each tick. They go back where the clock was set back. */
  readonly times: number[];
  /** Until the next tick was due. */
  readonly intervals: number[];
  readonly columns: Map<string, RawColumn>;
  readonly latencies: RawLatencies[];
}

/** The samples of one series; the arrays are equally long. */
export interface RawColumn {
  /** Which tick, rising. */
  readonly ticks: number[];
  /** Of counters: by how much it rose since its sample before. */
  readonly values: number[];
  /** Counters alone: since when, in milliseconds before the tick; 0 when it rose in a gap. */
  readonly coveredMs: number[];
}

export interface RawLatencies {
  readonly tick: number;
  /** Bucket and count, in turn. */
  readonly pairs: readonly number[];
}

/** Stands for the latencies among the series that a reader wants. */
export const LATENCIES = 'latencies';
const LEVEL = 6;

/** Columns in the order of `keys`, each packed by itself, and all deflated together: like follows like. */
export function encodeRaw(block: RawBlock, keys: readonly string[]): Buffer {
  const writer = new ByteWriter();
  writer.varint(block.times.length);
  writeNumbers(
    writer,
    block.times.map((time, tick) => time - (block.times[tick - 1] ?? 0)),
  );
  writeNumbers(writer, block.intervals);
  for (const key of keys) {
    const column = block.columns.get(key) ?? { ticks: [], values: [], coveredMs: [] };
    writer.section(encodeColumn(key, column, block.times));
  }
  writer.section(encodeLatencies(block.latencies));
  return deflateRawSync(writer.written(), { level: LEVEL });
}

/** Only the wanted columns. Throws on what was not written by {@link encodeRaw}. */
export function decodeRaw(data: Uint8Array, keys: readonly string[], wanted: ReadonlySet<string>): RawBlock {
  const reader = new ByteReader(inflateRawSync(data));
  const count = reader.varint();
  const times = readNumbers(reader, count);
  for (let tick = 1; tick < count; tick++) times[tick] = (times[tick] ?? 0) + (times[tick - 1] ?? 0);
  const intervals = readNumbers(reader, count);
  const columns = new Map<string, RawColumn>();
  for (const key of keys) {
    if (wanted.has(key)) columns.set(key, decodeColumn(key, new ByteReader(reader.section()), times));
    else reader.skip();
  }
  const latencies = wanted.has(LATENCIES) ? decodeLatencies(new ByteReader(reader.section())) : [];
  return { times, intervals, columns, latencies };
}

function encodeColumn(key: string, column: RawColumn, times: readonly number[]): Buffer {
  const kind = kindOf(key);
  const writer = new ByteWriter();
  const { ticks, values, coveredMs } = column;
  writer.varint(ticks.length);
  if (ticks.length < times.length)
    writeNumbers(
      writer,
      ticks.map((tick, at) => tick - (ticks[at - 1] ?? -1)),
    );
  writeNumbers(
    writer,
    values.map((value) => toSteps(value, kind)),
  );
  if (kind.isCounter) {
    // Nearly always since the sample before, so nearly always 0.
    writeNumbers(
      writer,
      coveredMs.map((ms, at) => ms - sinceSampleBefore(ticks, at, times)),
    );
  }
  return writer.written();
}

function decodeColumn(key: string, reader: ByteReader, times: readonly number[]): RawColumn {
  const kind = kindOf(key);
  const count = reader.varint();
  const ticks = count < times.length ? readNumbers(reader, count) : [...times.keys()];
  if (count < times.length)
    for (let at = 0, before = -1; at < count; at++) {
      before += ticks[at] ?? 0;
      ticks[at] = before;
    }
  const values = readNumbers(reader, count).map((steps) => fromSteps(steps, kind));
  const coveredMs = kind.isCounter
    ? readNumbers(reader, count).map((rest, at) => rest + sinceSampleBefore(ticks, at, times))
    : [];
  return { ticks, values, coveredMs };
}

function sinceSampleBefore(ticks: readonly number[], at: number, times: readonly number[]): number {
  const before = ticks[at - 1];
  return before === undefined ? 0 : (times[ticks[at] ?? 0] ?? 0) - (times[before] ?? 0);
}

function encodeLatencies(latencies: readonly RawLatencies[]): Buffer {
  const writer = new ByteWriter();
  if (latencies.length === 0) return writer.written();
  writer.varint(latencies.length);
  writeNumbers(
    writer,
    latencies.map(({ tick }, at) => tick - (latencies[at - 1]?.tick ?? -1)),
  );
  writePairs(
    writer,
    latencies.map(({ pairs }) => pairs),
  );
  return writer.written();
}

function decodeLatencies(reader: ByteReader): RawLatencies[] {
  if (reader.isAtEnd) return [];
  const count = reader.varint();
  const steps = readNumbers(reader, count);
  let tick = -1;
  return readPairs(reader, count).map((pairs, at) => {
    tick += steps[at] ?? 0;
    return { tick, pairs };
  });
}

/** Sparse histograms: how many buckets each has, then all buckets, then all counts. */
export function writePairs(writer: ByteWriter, histograms: readonly (readonly number[])[]): void {
  const buckets: number[] = [];
  const counts: number[] = [];
  for (const pairs of histograms) {
    for (let at = 0; at < pairs.length; at += 2) {
      buckets.push((pairs[at] ?? 0) - (at === 0 ? 0 : (pairs[at - 2] ?? 0)));
      counts.push(pairs[at + 1] ?? 0);
    }
  }
  writeNumbers(
    writer,
    histograms.map((pairs) => pairs.length / 2),
  );
  writeNumbers(writer, buckets);
  writeNumbers(writer, counts);
}

export function readPairs(reader: ByteReader, histograms: number): number[][] {
  const sizes = readNumbers(reader, histograms);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const buckets = readNumbers(reader, all);
  const counts = readNumbers(reader, all);
  let at = 0;
  return sizes.map((size) => {
    const pairs: number[] = [];
    let bucket = 0;
    for (let taken = 0; taken < size; taken++, at++) {
      bucket += buckets[at] ?? 0;
      pairs.push(bucket, counts[at] ?? 0);
    }
    return pairs;
  });
}
