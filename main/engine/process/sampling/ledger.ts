/** What one process has used of something up to now; several counts at once, such as user and system time. */
export interface Entry {
  readonly pid: number;
  readonly ppid: number;
  /** With the pid it names one process. */
  readonly startTicks: number;
  /** With what it took over from children that ended and were waited for. Only rises. */
  readonly total: readonly number[];
  /** At most so much of the total can have been taken over from children. */
  readonly takenOver: readonly number[];
}

/** What a tree used between two looks. */
export interface Spent {
  readonly sum: readonly number[];
  /** By pid; null for one that was there before it was seen, so that nothing is known of the time between. */
  readonly by: ReadonlyMap<number, readonly number[] | null>;
}

/**
 * Follows what the processes of one tree use, so that nothing counts twice and short-lived helpers count at all. When a
 * process ends and its parent waits for it, the kernel adds what it used to what the parent used: of that, the part
 * which was seen while it lived was counted already. Where nobody in the tree waits for it, what it used after the last
 * look is lost, and nothing else.
 *
 * 1. A process that came between two looks spent its total between them.
 * 2. One that lived at both spent the difference of its totals, less what ended children had been seen to use, as far as
 *    it has really taken that over.
 * 3. A child may end between the read of its parent and its own: then its parent takes over one look later, so what was
 *    not taken over yet is kept for one more look.
 * 4. Nothing is ever negative.
 */
export class Ledger {
  #before = new Map<number, Entry>();
  #owed = new Map<number, readonly number[]>();
  readonly #counts: number;

  /** @param counts how many numbers each entry has */
  constructor(counts: number) {
    this.#counts = counts;
  }

  /** Nothing is kept for the next look, so that equal totals then mean that nothing was spent. */
  get isEven(): boolean {
    return this.#owed.size === 0;
  }

  /** @param sinceTicks those that started later are new since the call before */
  settle(entries: readonly Entry[], sinceTicks: number): Spent {
    const now = new Map(entries.map((entry) => [entry.pid, entry]));
    const fromGone = this.#gone(now);
    const owed = new Map<number, readonly number[]>();
    const by = new Map<number, readonly number[] | null>();
    const sum = this.#zeros();
    for (const entry of entries) {
      const before = this.#before.get(entry.pid);
      const isSame = before?.startTicks === entry.startTicks;
      if (!isSame && entry.startTicks < sinceTicks) {
        by.set(entry.pid, null);
        continue;
      }
      const spent = this.#zeros();
      const fresh = fromGone.get(entry.pid);
      const late = this.#owed.get(entry.pid);
      let left: number[] | null = null;
      for (let at = 0; at < this.#counts; at++) {
        const risen = rise(before?.total[at], entry.total[at], isSame);
        const tookOver = rise(before?.takenOver[at], entry.takenOver[at], isSame);
        const known = (fresh?.[at] ?? 0) + (late?.[at] ?? 0);
        const counted = Math.min(known, tookOver, risen);
        spent[at] = risen - counted;
        sum[at] = (sum[at] ?? 0) + risen - counted;
        const rest = Math.min(fresh?.[at] ?? 0, known - counted);
        if (rest > 0) {
          left ??= this.#zeros();
          left[at] = rest;
        }
      }
      by.set(entry.pid, spent);
      if (left !== null) owed.set(entry.pid, left);
    }
    this.#before = now;
    this.#owed = owed;
    return { sum, by };
  }

  /** What those that are gone had been seen to use, by the nearest forebear that lives and may have taken it over. */
  #gone(now: ReadonlyMap<number, Entry>): ReadonlyMap<number, number[]> {
    const sums = new Map<number, number[]>();
    for (const one of this.#before.values()) {
      if (now.get(one.pid)?.startTicks === one.startTicks) continue;
      const heir = this.#heirOf(one, now);
      if (heir === null) continue;
      const sum = sums.get(heir) ?? this.#zeros();
      for (let at = 0; at < this.#counts; at++) sum[at] = (sum[at] ?? 0) + (one.total[at] ?? 0);
      sums.set(heir, sum);
    }
    return sums;
  }

  #heirOf(gone: Entry, now: ReadonlyMap<number, Entry>): number | null {
    // No chain is longer than the tree, whatever reused pids make of it.
    let { ppid } = gone;
    for (let steps = 0; steps < this.#before.size; steps++) {
      const parent = this.#before.get(ppid);
      if (parent === undefined) return null;
      if (now.get(ppid)?.startTicks === parent.startTicks) return ppid;
      ppid = parent.ppid;
    }
    return null;
  }

  #zeros(): number[] {
    return new Array<number>(this.#counts).fill(0);
  }
}

function rise(before: number | undefined, now: number | undefined, isSame: boolean): number {
  return Math.max(0, (now ?? 0) - (isSame ? (before ?? 0) : 0));
}
