import type { Tick, TickValues } from '../history/history.ts';
import { fromSteps, kindOf, toSteps } from './series-kind.ts';

/** One sample of one series, as it is kept. */
export interface Measured {
  /** Of counters: by how much it rose since its sample before. */
  readonly value: number;
  /** Counters alone: since when, in milliseconds before the tick; 0 when it rose in a gap, and nobody knows when. */
  readonly coveredMs: number;
}

type Moment = Pick<Tick, 'atMs' | 'monotonicMs' | 'intervalMs'>;

/** Ticks of short intervals may be this late on a busy machine. */
const LEAST_GAP_MS = 5_000;

/** From how long a silence on it is a gap. */
export function gapMs(intervalMs: number): number {
  return Math.max(LEAST_GAP_MS, 3 * intervalMs);
}

interface Base {
  readonly value: number;
  readonly monotonicMs: number;
  /** Between which gaps it was read. */
  readonly stretch: number;
}

/**
 * Makes of the counters of one server by how much they rose, within one run of the engine. What happened in a gap is
 * counted with the sample after it, and belongs to no time: at what rate nobody knows.
 */
export class Increases {
  #last: Moment | null = null;
  #stretch = 0;
  readonly #bases = new Map<string, Base>();

  take(tick: Moment, { values }: TickValues): Map<string, Measured> {
    if (this.#last !== null && isGap(this.#last, tick)) this.#stretch += 1;
    this.#last = { atMs: tick.atMs, monotonicMs: tick.monotonicMs, intervalMs: tick.intervalMs };
    const measured = new Map<string, Measured>();
    for (const [key, exact] of values) {
      if (!Number.isFinite(exact)) continue;
      const kind = kindOf(key);
      if (!kind.isCounter) {
        measured.set(key, { value: exact, coveredMs: 0 });
        continue;
      }
      // Rounded before the difference is taken, so that what is lost by it never adds up.
      const value = fromSteps(toSteps(exact, kind), kind);
      const base = this.#bases.get(key);
      this.#bases.set(key, { value, monotonicMs: tick.monotonicMs, stretch: this.#stretch });
      // One that fell was begun anew, and nobody saw when.
      if (base === undefined || value < base.value) continue;
      const isOverGap = base.stretch !== this.#stretch;
      const coveredMs = isOverGap ? 0 : Math.max(0, Math.round(tick.monotonicMs - base.monotonicMs));
      if (coveredMs > 0 || value > base.value) measured.set(key, { value: value - base.value, coveredMs });
    }
    return measured;
  }
}

/** The clock that never jumps may stand still while the machine sleeps; the wall clock goes on. */
function isGap(last: Moment, next: Moment): boolean {
  const limit = gapMs(last.intervalMs);
  return next.monotonicMs - last.monotonicMs > limit || next.atMs - last.atMs > limit;
}
