/**
 * Makes counters out of what starts again from zero with each process. A counter that fell would be read as a restart,
 * and all that it holds would count once more.
 */
export class Rising {
  readonly #known = new Map<string, { epoch: string | null; value: number; total: number }>();

  /**
   * What was counted in all. All of what a new process counted is added, also where that is more than the one before
   * had; of the same one what rose. What fell, as the sum over a tree does when a process of it ends, adds nothing.
   * @param epoch when its process was started; null where it has several
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
    const isNew = epoch !== null && known.epoch !== null && known.epoch !== epoch;
    known.total += isNew ? value : Math.max(0, value - known.value);
    known.epoch = epoch;
    known.value = value;
    return known.total;
  }

  /** Forgets it. */
  delete(key: string): void {
    this.#known.delete(key);
  }
}
