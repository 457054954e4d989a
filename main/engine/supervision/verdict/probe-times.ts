/** Ten minutes of probes at the usual pace. */
const KEPT = 60;
const NEWEST = 3;
/** Fewer say nothing about what is usual. */
const USUAL_FROM = 10;

/** The round trips of a server's answered probes, for telling a slow one from what is usual for it. */
export class ProbeTimes {
  readonly #times: number[] = [];
  // Worked out with each probe, for verdicts ask far more often than probes are answered.
  #recentMs: number | null = null;
  #usualMs: number | null = null;

  add(ms: number): void {
    this.#times.push(ms);
    if (this.#times.length > KEPT) this.#times.shift();
    const before = this.#times.slice(0, -NEWEST);
    this.#recentMs = this.#times.length < NEWEST ? null : median(this.#times.slice(-NEWEST));
    this.#usualMs = before.length < USUAL_FROM ? null : median(before);
  }

  /** The median of the newest three, for one alone may have met a busy moment; null with fewer. */
  get recentMs(): number | null {
    return this.#recentMs;
  }

  /** The median of those before; null while there are fewer than ten. */
  get usualMs(): number | null {
    return this.#usualMs;
  }
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
