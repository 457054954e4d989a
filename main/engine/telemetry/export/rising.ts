/**
 * Makes counters out of what starts again from zero with each process. A counter that fell would be read as a restart,
 * and all that it holds would count once more.
 */
export class Rising {
  readonly #known = new Map<string, { epoch: string | null; value: number; total: number }>();

  /**
   * What was counted in all. What rose within one epoch is added, and all of what a new one begins with; what falls
   * within one, as the sum over a tree does when a process of it ends, adds nothing.
   * @param epoch changes when it starts again, for example when the process was started
   * @param value null when it is not known now
   * @returns null before anything was known
   */
  add(key: string, epoch: string | null, value: number | null): number | null {
    const known = this.#known.get(key);
    if (value === null) return known?.total ?? null;
    if (known === undefined) {
      this.#known.set(key, { epoch, value, total: value });
      return value;
    }
    known.total += known.epoch === epoch ? Math.max(0, value - known.value) : value;
    known.epoch = epoch;
    known.value = value;
    return known.total;
  }

  /** Forgets what no reader is given any more. */
  keep(isKept: (key: string) => boolean): void {
    for (const key of [...this.#known.keys()]) if (!isKept(key)) this.#known.delete(key);
  }
}
