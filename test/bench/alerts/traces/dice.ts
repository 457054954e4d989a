import { seededRandom } from '../../../fakes/memory-traces.ts';

/** The same throws for the same seed. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.#random();
  }

  between(least: number, most: number): number {
    return least + this.#random() * (most - least);
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** How long until the next of what comes by itself, at a mean distance. */
  gap(mean: number): number {
    return -mean * Math.log(1 - this.#random());
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

/** Uniform in [-1, 1) and the same for the same second, in whatever order it is asked for. */
export function noiseAt(seed: number, second: number): number {
  let mixed = Math.imul(seed ^ Math.imul(second | 0, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 31 - 1;
}
