/** Chances that can be repeated: `SIGNALBOX_TEST_SEED` sets the seed that a failed run has printed. */
export interface Random {
  /** For messages: "seed 123". */
  readonly told: string;
  /** A whole number from 0 to one less than the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  shuffle<Item>(items: readonly Item[]): Item[];
  /** Throws on an empty list. */
  pick<Item>(items: readonly Item[]): Item;
}

/** Prints its seed. The generator is mulberry32: 32 bits of state are plenty for a hundred edits. */
export function createRandom(
  seed = Number(process.env['SIGNALBOX_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32)),
): Random {
  const told = `seed ${seed}`;
  console.info(told);
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(uniform() * limit);
  return {
    told,
    below,
    chance: (probability) => uniform() < probability,
    shuffle(items) {
      const left = [...items];
      return items.flatMap(() => left.splice(below(left.length), 1));
    },
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
  };
}
