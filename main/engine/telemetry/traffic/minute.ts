import { BUCKETS, quantile } from './histogram.ts';

const SECONDS = 60;

/** Durations are kept by ten seconds: seven of these hold a whole minute at any time. */
const SLICE_SECONDS = 10;
const SLICES = SECONDS / SLICE_SECONDS + 1;

/** Of the 60 seconds up to now; durations of the 60 to 70 seconds. */
export interface MinuteFigures {
  readonly requests: number;
  readonly errors: number;
  /** Those that were not refused at once. */
  readonly timed: number;
  /** Null without a request that took its time. */
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** What happened in the last minute, in 9 kB that never grow. Seconds are those of a clock that never jumps. */
export class Minute {
  readonly #requests = new Uint32Array(SECONDS);
  readonly #errors = new Uint32Array(SECONDS);
  readonly #timed = new Uint32Array(SECONDS);
  readonly #sumMs = new Float64Array(SECONDS);
  readonly #durations = new Uint32Array(SLICES * BUCKETS);
  #second: number;

  constructor(second: number) {
    this.#second = second;
  }

  /**
   * @param ms null for a request that was refused at once: it says nothing of how long an answer takes
   * @param bucket where that duration belongs; see histogram.ts
   */
  note(second: number, failed: boolean, ms: number | null, bucket: number): void {
    if (second !== this.#second) this.#moveTo(second);
    const at = second % SECONDS;
    // A typed array of fixed length, and an index within it.
    this.#requests[at] = (this.#requests[at] ?? 0) + 1;
    if (failed) this.#errors[at] = (this.#errors[at] ?? 0) + 1;
    if (ms === null) return;
    this.#timed[at] = (this.#timed[at] ?? 0) + 1;
    this.#sumMs[at] = (this.#sumMs[at] ?? 0) + ms;
    const count = sliceOf(second) * BUCKETS + bucket;
    this.#durations[count] = (this.#durations[count] ?? 0) + 1;
  }

  figures(second: number): MinuteFigures {
    this.#moveTo(second);
    const timed = sum(this.#timed);
    return {
      requests: sum(this.#requests),
      errors: sum(this.#errors),
      timed,
      meanMs: timed === 0 ? null : sum(this.#sumMs) / timed,
      p50Ms: timed === 0 ? null : quantile(this.#durations, 0.5),
      p95Ms: timed === 0 ? null : quantile(this.#durations, 0.95),
      p99Ms: timed === 0 ? null : quantile(this.#durations, 0.99),
    };
  }

  /** Forgets what is older than a minute. */
  #moveTo(second: number): void {
    if (second <= this.#second) return;
    const first = Math.max(this.#second + 1, second - SECONDS + 1);
    for (let passed = first; passed <= second; passed++) {
      const at = passed % SECONDS;
      this.#requests[at] = 0;
      this.#errors[at] = 0;
      this.#timed[at] = 0;
      this.#sumMs[at] = 0;
    }
    const oldSlices = Math.floor(this.#second / SLICE_SECONDS);
    const slices = Math.min(SLICES, Math.floor(second / SLICE_SECONDS) - oldSlices);
    for (let passed = 0; passed < slices; passed++) {
      const slice = sliceOf(second - passed * SLICE_SECONDS);
      this.#durations.fill(0, slice * BUCKETS, (slice + 1) * BUCKETS);
    }
    this.#second = second;
  }
}

function sliceOf(second: number): number {
  return Math.floor(second / SLICE_SECONDS) % SLICES;
}

function sum(values: Uint32Array | Float64Array): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}
