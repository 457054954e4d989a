/** Seconds since the trace began, of true time: sleep counts. The end is not part of it. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

/**
 * Finds the span that holds a moment. Made for questions that mostly come in order of time: the next answer is near the
 * last one. The spans lie one behind the other.
 */
export class SpanFinder<Item extends Span> {
  readonly #spans: readonly Item[];
  #at = 0;

  constructor(spans: readonly Item[]) {
    this.#spans = spans.toSorted((a, b) => a.fromS - b.fromS);
  }

  find(second: number): Item | null {
    const last = this.lastBefore(second);
    return last !== null && second < last.toS ? last : null;
  }

  /** The newest that has begun, whether it is over or not. */
  lastBefore(second: number): Item | null {
    while (this.#at > 0 && (this.#spans[this.#at]?.fromS ?? Infinity) > second) this.#at -= 1;
    while ((this.#spans[this.#at + 1]?.fromS ?? Infinity) <= second) this.#at += 1;
    const found = this.#spans[this.#at];
    return found !== undefined && found.fromS <= second ? found : null;
  }
}

/** How many of these moments, which ascend, lie in (after, upTo]. */
export function countBetween(moments: readonly number[], after: number, upTo: number): number {
  return moments.length === 0 ? 0 : countUpTo(moments, upTo) - countUpTo(moments, after);
}

function countUpTo(moments: readonly number[], upTo: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle] ?? Infinity) <= upTo) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.fromS < b.toS && b.fromS < a.toS;
}
