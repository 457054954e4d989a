import type { ServerTotals } from '../../telemetry/telemetry.ts';
import { quantile } from '../../telemetry/telemetry.ts';

/** What was counted of a server up to a moment; only rises. */
export interface Counts {
  /** Requests that were neither rejected nor cancelled. */
  readonly asked: number;
  readonly errors: number;
  readonly transport: number;
  readonly logErrors: number;
}

const STEP_MS = 10_000;
const WINDOW_MS = 5 * 60_000;
/** Latencies are many numbers: fewer steps, over a longer time. */
const LATENCY_STEP_MS = 60_000;
const LATENCY_WINDOW_MS = 10 * 60_000;

const NOTHING: Counts = { asked: 0, errors: 0, transport: 0, logErrors: 0 };

export function countsOf(totals: ServerTotals | null, logErrors: number): Counts {
  if (totals === null) return { ...NOTHING, logErrors };
  return {
    asked: totals.requests - totals.rejected - totals.cancelled,
    errors: totals.errors,
    transport: totals.errorsByClass.transport,
    logErrors,
  };
}

/** How much the counts of one server rose within the last minutes, by the clock that never jumps. */
export class Counters {
  /** Oldest first, at least 10 s apart. */
  #steps: { readonly atMs: number; readonly counts: Counts }[] = [];
  #now: Counts = NOTHING;
  #latencies: { readonly atMs: number; readonly asked: number; readonly buckets: Uint32Array | null }[] = [];

  note(nowMs: number, totals: ServerTotals | null, logErrors: number): void {
    this.#now = countsOf(totals, logErrors);
    const last = this.#steps.at(-1);
    if (last === undefined || nowMs - last.atMs >= STEP_MS)
      this.#steps.push({ atMs: nowMs, counts: this.#now });
    while ((this.#steps[1]?.atMs ?? nowMs) <= nowMs - WINDOW_MS) this.#steps.shift();
    this.#noteLatencies(nowMs, totals);
  }

  /** Within the last five minutes, or for as long as it is known. */
  rose(what: keyof Counts): number {
    return this.#now[what] - (this.#steps[0]?.counts[what] ?? 0);
  }

  /** Of the last ten minutes, or for as long as it is known; null with fewer requests than that. */
  p95Ms(totals: ServerTotals | null, minRequests: number): number | null {
    const [base] = this.#latencies;
    if (totals === null || base === undefined || this.#now.asked - base.asked < minRequests) return null;
    const before = base.buckets;
    const since = before === null ? totals.latencies : totals.latencies.map((n, at) => n - (before[at] ?? 0));
    return quantile(since, 0.95);
  }

  #noteLatencies(nowMs: number, totals: ServerTotals | null): void {
    const last = this.#latencies.at(-1);
    if (last !== undefined && nowMs - last.atMs < LATENCY_STEP_MS) return;
    const asked = this.#now.asked;
    // One that is asked nothing is worth no copy.
    const buckets =
      last !== undefined && last.asked === asked ? last.buckets : (totals?.latencies.slice() ?? null);
    this.#latencies.push({ atMs: nowMs, asked, buckets });
    while ((this.#latencies[1]?.atMs ?? nowMs) <= nowMs - LATENCY_WINDOW_MS) this.#latencies.shift();
  }
}
