import type { History, Step } from '../history/history.ts';

/**
 * The last steps of one metric of one process, so that each look asks the history only for what is new. As columns of
 * numbers: 50 servers keep 44,000 steps.
 */
export class KeptSteps {
  #atMs: number[] = [];
  #min: number[] = [];
  #max: number[] = [];
  #sum: number[] = [];
  #count: number[] = [];
  /** All until then is here; null before the first reading. */
  #readToMs: number | null = null;

  /**
   * @param read the history's steps within a span
   * @param span of whole steps; what lies before it is forgotten
   */
  async readOn(
    read: (fromMs: number, toMs: number) => ReturnType<History['steps']>,
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  ): Promise<void> {
    // The wall clock was set back: what is here lies in the future.
    if (this.#readToMs !== null && this.#readToMs > toMs) this.#forgetBefore(Infinity);
    const beginMs = Math.max(fromMs, this.#readToMs ?? fromMs);
    this.#forgetBefore(fromMs);
    if (beginMs >= toMs) return;
    const steps = await read(beginMs, toMs);
    for (const step of steps) {
      if (step.atMs < beginMs || step.atMs >= toMs || step.count === 0) continue;
      this.#atMs.push(step.atMs);
      this.#min.push(step.min);
      this.#max.push(step.max);
      this.#sum.push(step.sum);
      this.#count.push(step.count);
    }
    this.#readToMs = toMs;
  }

  all(): Step[] {
    return this.#atMs.map((atMs, at) => ({
      atMs,
      min: this.#min[at] ?? 0,
      max: this.#max[at] ?? 0,
      sum: this.#sum[at] ?? 0,
      count: this.#count[at] ?? 0,
    }));
  }

  #forgetBefore(ms: number): void {
    const first = this.#atMs.findIndex((atMs) => atMs >= ms);
    const gone = first === -1 ? this.#atMs.length : first;
    for (const column of [this.#atMs, this.#min, this.#max, this.#sum, this.#count]) column.splice(0, gone);
    if (ms === Infinity) this.#readToMs = null;
  }
}
