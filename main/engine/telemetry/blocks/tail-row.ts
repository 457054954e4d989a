import { ByteReader, ByteWriter } from './bytes.ts';
import type { Measured } from './measured.ts';
import type { RawBlock, RawColumn } from './raw-block.ts';
import { fromSteps, kindOf, toSteps } from './series-kind.ts';

/** What one tick has of one server. */
export interface TailEntry {
  readonly serverId: number;
  readonly layoutId: number;
  /** The layout's; not all of them need to have a sample. */
  readonly keys: readonly string[];
  readonly measured: ReadonlyMap<string, Measured>;
  readonly latencies: readonly number[] | null;
}

/** A tick as it lies in the tail. */
export interface TailRow {
  readonly tick: number;
  readonly atMs: number;
  readonly intervalMs: number;
  readonly data: Uint8Array;
}

/** One row for all servers: so a tick writes one or two pages of the database, and not one for each server. */
export function encodeTick(entries: readonly TailEntry[]): Buffer {
  const writer = new ByteWriter();
  for (const entry of entries) {
    writer.varint(entry.serverId);
    writer.section(encodeEntry(entry));
  }
  return writer.written();
}

/** Calls `found` with each server that the tick has. */
export function eachServer(
  { data }: TailRow,
  found: (serverId: number, entry: { readonly layoutId: number }) => void,
): void {
  const reader = new ByteReader(data);
  while (!reader.isAtEnd) {
    const serverId = reader.varint();
    found(serverId, { layoutId: new ByteReader(reader.section()).varint() });
  }
}

/** What the rows have of one server, in their order. Ticks without it are left out. */
export function collect(
  rows: readonly TailRow[],
  serverId: number,
  keysOf: (layoutId: number) => readonly string[],
): RawBlock {
  const block: RawBlock = { times: [], intervals: [], columns: new Map(), latencies: [] };
  for (const row of rows) {
    const entry = find(row.data, serverId);
    if (entry === null) continue;
    block.times.push(row.atMs);
    block.intervals.push(row.intervalMs);
    decodeEntry(new ByteReader(entry), block, keysOf);
  }
  return block;
}

function find(data: Uint8Array, serverId: number): Buffer | null {
  const reader = new ByteReader(data);
  while (!reader.isAtEnd) {
    if (reader.varint() === serverId) return reader.section();
    reader.skip();
  }
  return null;
}

function encodeEntry({ layoutId, keys, measured, latencies }: TailEntry): Buffer {
  const writer = new ByteWriter();
  writer.varint(layoutId);
  for (let first = 0; first < keys.length; first += 8) {
    let bits = 0;
    for (let bit = 0; bit < 8; bit++) if (measured.has(keys[first + bit] ?? '')) bits |= 1 << bit;
    writer.byte(bits);
  }
  for (const key of keys) {
    const sample = measured.get(key);
    if (sample === undefined) continue;
    const kind = kindOf(key);
    if (kind.stepsPerUnit === null) writer.float(sample.value);
    else writer.signed(toSteps(sample.value, kind));
    if (kind.isCounter) writer.varint(sample.coveredMs);
  }
  for (const value of latencies ?? []) writer.varint(value);
  return writer.written();
}

function decodeEntry(
  reader: ByteReader,
  block: RawBlock,
  keysOf: (layoutId: number) => readonly string[],
): void {
  const tick = block.times.length - 1;
  const keys = keysOf(reader.varint());
  const bits = Array.from({ length: Math.ceil(keys.length / 8) }, () => reader.byte());
  for (const [at, key] of keys.entries()) {
    if (((bits[at >> 3] ?? 0) & (1 << (at & 7))) === 0) continue;
    const kind = kindOf(key);
    const { ticks, values, coveredMs } = columnOf(block, key);
    ticks.push(tick);
    values.push(kind.stepsPerUnit === null ? reader.float() : fromSteps(reader.signed(), kind));
    if (kind.isCounter) coveredMs.push(reader.varint());
  }
  const pairs: number[] = [];
  while (!reader.isAtEnd) pairs.push(reader.varint());
  if (pairs.length > 0) block.latencies.push({ tick, pairs });
}

function columnOf({ columns }: RawBlock, key: string): RawColumn {
  let column = columns.get(key);
  if (column === undefined) {
    column = { ticks: [], values: [], coveredMs: [] };
    columns.set(key, column);
  }
  return column;
}
