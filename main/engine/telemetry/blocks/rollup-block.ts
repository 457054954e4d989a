import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readNumbers, writeNumbers } from './numbers.ts';
import { LATENCIES, readPairs, writePairs } from './raw-block.ts';
import { type RollupData, Sums } from './rollup.ts';
import { fromSteps, kindOf, type SeriesKind, toSteps } from './series-kind.ts';

/** Rates are kept to ±0.25 %: as steps of this factor. */
const RATE_FACTOR = Math.log(1.005);
/** A rate of 1e-9 a second and less is kept as 0. */
const RATE_LOWEST = Math.ceil(Math.log(1e-9) / RATE_FACTOR);
const LEVEL = 6;

/**
 * Columns in the order of `keys`. Of gauges, the mean of a step is kept as finely as the samples are, and that of counts
 * exactly; increases and histograms are kept exactly.
 */
export function encodeRollup(rollup: RollupData, keys: readonly string[]): Buffer {
  const order = [...rollup.starts.keys()].sort((a, b) => (rollup.starts[a] ?? 0) - (rollup.starts[b] ?? 0));
  const writer = new ByteWriter();
  writer.varint(order.length);
  const indexes = order.map((step) => (rollup.starts[step] ?? 0) / rollup.stepMs);
  writeNumbers(
    writer,
    indexes.map((index, at) => index - (indexes[at - 1] ?? 0)),
  );
  writeNumbers(
    writer,
    order.map((step) => rollup.intervals[step] ?? 0),
  );
  for (const key of keys) writer.section(encodeSums(rollup, rollup.columns.get(key), kindOf(key), order));
  writer.section(encodeLatencies(rollup, order));
  return deflateRawSync(writer.written(), { level: LEVEL });
}

/** Only the wanted columns. Throws on what was not written by {@link encodeRollup}. */
export function decodeRollup(
  data: Uint8Array,
  stepMs: number,
  keys: readonly string[],
  wanted: ReadonlySet<string>,
): RollupData {
  const reader = new ByteReader(inflateRawSync(data));
  const rollup: RollupData = { stepMs, starts: [], intervals: [], columns: new Map(), latencies: new Map() };
  const count = reader.varint();
  let index = 0;
  for (const step of readNumbers(reader, count)) {
    index += step;
    rollup.starts.push(index * stepMs);
  }
  rollup.intervals.push(...readNumbers(reader, count));
  for (const key of keys) {
    if (!wanted.has(key)) reader.skip();
    else rollup.columns.set(key, decodeSums(new ByteReader(reader.section()), count, rollup, key));
  }
  if (wanted.has(LATENCIES)) decodeLatencies(new ByteReader(reader.section()), rollup);
  return rollup;
}

function encodeSums(
  rollup: RollupData,
  sums: Sums | undefined,
  kind: SeriesKind,
  order: readonly number[],
): Buffer {
  const writer = new ByteWriter();
  if (sums === undefined) return writer.written();
  const counts = order.map((step) => sums.count[step] ?? 0);
  // A full step of a counter is covered wholly.
  writeNumbers(writer, kind.isCounter ? counts.map((ms) => rollup.stepMs - ms) : counts);
  const steps = order.filter((step) => (sums.count[step] ?? 0) > 0);
  const column = (of: (step: number) => number) => writeNumbers(writer, steps.map(of));
  if (kind.isCounter) {
    column((step) => sums.sum[step] ?? 0);
    column((step) => rateToSteps(sums.min[step] ?? 0));
    column((step) => rateToSteps(sums.max[step] ?? 0) - rateToSteps(sums.min[step] ?? 0));
    column((step) => rateToSteps(sums.last[step] ?? 0) - rateToSteps(sums.min[step] ?? 0));
    encodeOverGaps(writer, sums, order);
    return writer.written();
  }
  if (kind.stepsPerUnit === null) {
    for (const values of [sums.sum, sums.min, sums.max, sums.last]) column((step) => values[step] ?? 0);
    return writer.written();
  }
  const least = (step: number) => toSteps(sums.min[step] ?? 0, kind);
  column((step) => {
    const [sum, count] = [sums.sum[step] ?? 0, sums.count[step] ?? 1];
    return keepsSum(kind)
      ? toSteps(sum, kind) - least(step) * count
      : toSteps(sum / count, kind) - least(step);
  });
  column(least);
  column((step) => toSteps(sums.max[step] ?? 0, kind) - least(step));
  column((step) => toSteps(sums.last[step] ?? 0, kind) - least(step));
  return writer.written();
}

function decodeSums(reader: ByteReader, steps: number, rollup: RollupData, key: string): Sums {
  const kind = kindOf(key);
  const sums = new Sums();
  if (reader.isAtEnd) return sums;
  const counts = readNumbers(reader, steps).map((kept) => (kind.isCounter ? rollup.stepMs - kept : kept));
  const present = counts.reduce((number, count) => (count > 0 ? number + 1 : number), 0);
  const [sum, min, max, last] = [1, 2, 3, 4].map(() => readNumbers(reader, present));
  let at = 0;
  for (const [step, count] of counts.entries()) {
    if (count <= 0) continue;
    const least = min?.[at] ?? 0;
    const [kept, most, latest] = [sum?.[at] ?? 0, max?.[at] ?? 0, last?.[at] ?? 0];
    at += 1;
    if (kind.isCounter) {
      const rates = [least, least + most, least + latest].map(rateFromSteps);
      sums.add(step, count, kept, rates[0] ?? 0, rates[1] ?? 0, rates[2] ?? 0);
    } else if (kind.stepsPerUnit === null) {
      sums.add(step, count, kept, least, most, latest);
    } else {
      const whole = keepsSum(kind) ? kept + least * count : (kept + least) * count;
      sums.add(
        step,
        count,
        fromSteps(whole, kind),
        fromSteps(least, kind),
        fromSteps(least + most, kind),
        fromSteps(least + latest, kind),
      );
    }
  }
  if (kind.isCounter && !reader.isAtEnd) decodeOverGaps(reader, sums);
  return sums;
}

/** Gaps are rare: without one it takes no byte. */
function encodeOverGaps(writer: ByteWriter, { overGaps }: Sums, order: readonly number[]): void {
  const kept = order.flatMap((step, at) => {
    const increase = overGaps.get(step);
    return increase === undefined ? [] : [{ at, increase }];
  });
  if (kept.length === 0) return;
  writer.varint(kept.length);
  writeNumbers(
    writer,
    kept.map(({ at }) => at),
  );
  writeNumbers(
    writer,
    kept.map(({ increase }) => increase),
  );
}

function decodeOverGaps(reader: ByteReader, sums: Sums): void {
  const count = reader.varint();
  const steps = readNumbers(reader, count);
  for (const [at, increase] of readNumbers(reader, count).entries())
    sums.addOverGap(steps[at] ?? 0, increase);
}

/** Of counts a mean of whole steps would say little: 0.3 requests in flight. */
function keepsSum({ unit }: SeriesKind): boolean {
  return unit === 'count';
}

function rateToSteps(rate: number): number {
  if (rate <= 0) return 0;
  return Math.max(0, Math.round(Math.log(rate) / RATE_FACTOR) - RATE_LOWEST);
}

function rateFromSteps(steps: number): number {
  return steps === 0 ? 0 : Math.exp((steps + RATE_LOWEST) * RATE_FACTOR);
}

function encodeLatencies({ latencies }: RollupData, order: readonly number[]): Buffer {
  const writer = new ByteWriter();
  if (latencies.size === 0) return writer.written();
  writePairs(
    writer,
    order.map((step) => [...(latencies.get(step) ?? [])].sort(([a], [b]) => a - b).flat()),
  );
  return writer.written();
}

function decodeLatencies(reader: ByteReader, { starts, latencies }: RollupData): void {
  if (reader.isAtEnd) return;
  for (const [step, pairs] of readPairs(reader, starts.length).entries()) {
    if (pairs.length === 0) continue;
    const histogram = new Map<number, number>();
    for (let at = 0; at < pairs.length; at += 2) histogram.set(pairs[at] ?? 0, pairs[at + 1] ?? 0);
    latencies.set(step, histogram);
  }
}
