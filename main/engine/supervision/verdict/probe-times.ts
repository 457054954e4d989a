/** Ten minutes of probes at the usual pace. */
const KEPT = 60;
const NEWEST = 3;
/** Fewer say nothing about what is usual. */
const USUAL_FROM = 10;

/** The round trips of a server's answered probes, for telling a slow one from what is usual for it. */
export class ProbeTimes {
  readonly #times: number[] = [];

  add(ms: number): void {
    this.#times.push(ms);
    if (this.#times.length > KEPT) this.#times.shift();
  }

  /** The median of the newest three, for one alone may have met a busy moment; null with fewer. */
  get recentMs(): number | null {
    return this.#times.length < NEWEST ? null : median(this.#times.slice(-NEWEST));
  }

  /** The median of those before; null while there are fewer than ten. */
  get usualMs(): number | null {
    const before = this.#times.slice(0, -NEWEST);
    return before.length < USUAL_FROM ? null : median(before);
  }
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
