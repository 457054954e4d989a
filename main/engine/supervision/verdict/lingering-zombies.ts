import type { ProcessView } from '#contract/history.ts';

interface Sampled {
  readonly figures: ReadonlyMap<number, Pick<ProcessView, 'status'>>;
}

/**
 * Counts the zombies of a tree that were there at the look before too: for a moment every process that ends is one.
 * To be called with each sample of the tree, null where there is none.
 */
export function countLingeringZombies(): (sample: Sampled | null) => number {
  let before: ReadonlySet<number> = new Set();
  return (sample) => {
    const now = new Set<number>();
    for (const [pid, { status }] of sample?.figures ?? []) if (status === 'zombie') now.add(pid);
    const lingering = [...now].filter((pid) => before.has(pid)).length;
    before = now;
    return lingering;
  };
}
