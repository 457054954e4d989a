/** Steps of one stretch that is compared: two hours in steps of five minutes. */
export const STRETCH = 24;
/** Steps that are remembered: a week in steps of five minutes, so that each hour of the week is known once. */
export const MEMORY = 2016;
/** Room to move on without moving all that is kept at each step. */
const SLACK = 128;

/** Numbers in the order in which they came; the oldest go. Never more than `kept` and a little. */
export class LastNumbers {
  readonly #kept: number;
  readonly #numbers: Float32Array;
  #end = 0;

  constructor(kept: number) {
    this.#kept = kept;
    this.#numbers = new Float32Array(kept + SLACK);
  }

  push(value: number): void {
    if (this.#end === this.#numbers.length) {
      this.#numbers.copyWithin(0, this.#end - this.#kept + 1, this.#end);
      this.#end = this.#kept - 1;
    }
    this.#numbers[this.#end++] = value;
  }

  /** A view of what is kept, the oldest first; it holds until the next push. */
  all(): Float32Array {
    return this.#numbers.subarray(Math.max(0, this.#end - this.#kept), this.#end);
  }

  get bytes(): number {
    return this.#numbers.byteLength;
  }
}

export interface Nearest {
  /** The root of the mean square of what the two differ by, in the unit of the series. */
  readonly distance: number;
  /** The most that they differ by at one step. */
  readonly mostApart: number;
}

/**
 * How far the last stretch is from the one of the past that resembles it most: near 0 for what was there before, a daily
 * peak or a saw-tooth included, and large for what was not. Null while there is no past to compare with.
 */
export function nearestStretch(values: Float32Array): Nearest | null {
  const last = values.length - 1;
  let best = Number.POSITIVE_INFINITY;
  let bestEnd = -1;
  // Stretches that overlap the last one would always resemble it.
  for (let end = last - STRETCH; end >= STRETCH - 1; end--) {
    let sum = 0;
    for (let back = 0; back < STRETCH && sum < best; back++) {
      const apart = (values[last - back] ?? 0) - (values[end - back] ?? 0);
      sum += apart * apart;
    }
    if (sum >= best) continue;
    best = sum;
    bestEnd = end;
  }
  if (bestEnd === -1) return null;
  let mostApart = 0;
  for (let back = 0; back < STRETCH; back++) {
    mostApart = Math.max(mostApart, Math.abs((values[last - back] ?? 0) - (values[bestEnd - back] ?? 0)));
  }
  return { distance: Math.sqrt(best / STRETCH), mostApart };
}
