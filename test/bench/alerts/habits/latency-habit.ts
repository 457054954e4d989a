import { BUCKETS, quantile } from '#engine/telemetry/traffic/histogram.ts';
import { DAY_S } from '../traces/day-time.ts';
import type { Traffic } from '../traces/traffic.ts';

const SLOT_S = 10;
const WINDOW_S = 600;
const HABIT_EACH_S = 600;
const HOURS = 24;
/** As the engine has it: fewer say nothing, and make no habit. */
const MIN_REQUESTS = 20;
const MIN_HABIT = 200;
const SHARE = 0.95;

/** p95 of the last ten minutes every ten seconds, and how many times what is usual that is. NaN where it is unknown. */
export class LatencyHabit {
  readonly p95Ms = new Float32Array(DAY_S / SLOT_S);
  readonly timesUsual = new Float32Array(DAY_S / SLOT_S);
  /** What was counted in each of the last 24 hours, and all of it. */
  readonly #hours = Array.from({ length: HOURS }, () => new Uint32Array(BUCKETS));
  readonly #day = new Uint32Array(BUCKETS);

  makeDay({ callSeconds, callBuckets }: Traffic): void {
    const window = new Uint32Array(BUCKETS);
    let inWindow = 0;
    let next = 0;
    let oldest = 0;
    let habit: number | null = null;
    let p95: number | null = null;
    for (let slot = 0; slot < this.p95Ms.length; slot++) {
      const untilS = (slot + 1) * SLOT_S;
      if ((slot * SLOT_S) % 3600 === 0) this.#forget((slot * SLOT_S) / 3600);
      const before = next - oldest;
      let isSame = true;
      for (; next < callSeconds.length && (callSeconds[next] ?? 0) < untilS; next++) {
        this.#count(window, callBuckets[next] ?? 0, (slot * SLOT_S) / 3600);
        isSame = false;
      }
      for (; (callSeconds[oldest] ?? Infinity) < untilS - WINDOW_S && oldest < next; oldest++) {
        const bucket = callBuckets[oldest] ?? 0;
        window[bucket] = (window[bucket] ?? 0) - 1;
        isSame = false;
      }
      inWindow = next - oldest;
      if (untilS % HABIT_EACH_S === 0) habit = this.#habit();
      if (!isSame || before !== inWindow) p95 = inWindow < MIN_REQUESTS ? null : quantile(window, SHARE);
      this.p95Ms[slot] = p95 ?? Number.NaN;
      this.timesUsual[slot] = p95 === null || habit === null ? Number.NaN : p95 / habit;
    }
  }

  #count(window: Uint32Array, bucket: number, hour: number): void {
    window[bucket] = (window[bucket] ?? 0) + 1;
    this.#day[bucket] = (this.#day[bucket] ?? 0) + 1;
    const counts = this.#hours[Math.floor(hour)];
    if (counts !== undefined) counts[bucket] = (counts[bucket] ?? 0) + 1;
  }

  #forget(hour: number): void {
    const counts = this.#hours[hour];
    if (counts === undefined) return;
    for (let at = 0; at < BUCKETS; at++) this.#day[at] = (this.#day[at] ?? 0) - (counts[at] ?? 0);
    counts.fill(0);
  }

  #habit(): number | null {
    let all = 0;
    for (const count of this.#day) all += count;
    return all < MIN_HABIT ? null : quantile(this.#day, SHARE);
  }
}
