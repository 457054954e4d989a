import { LEAK_BUCKET_MS, leakPerHour } from '#engine/telemetry/trends/leak.ts';
import { memoryTrace, type TraceKind } from './memory-traces.ts';

/** Minutes from the start of the process to the first verdict, of those of the traces that get one. */
export function findLeaks(trace: TraceKind, firstSeed: number, runs: number): number[] {
  const found: number[] = [];
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const buckets = memoryTrace(trace, seed, LEAK_BUCKET_MS);
    const known = buckets.findIndex((_, at) => leakPerHour(buckets.slice(0, at + 1)) !== null);
    if (known !== -1) found.push(((known + 1) * LEAK_BUCKET_MS) / 60_000);
  }
  return found;
}
