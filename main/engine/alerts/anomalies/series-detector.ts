import { LastNumbers, MEMORY, nearestStretch, STRETCH } from './novelty.ts';
import { rarity } from './rarity.ts';

/** One in a thousand steps of the past, or clearly beyond all of it, is a mark. */
const MARK_RARITY = 3;
/** After a break so many steps say nothing: what starts is never like what runs. */
const SETTLE_STEPS = 6;
const BREAK_STEPS = 6;

export interface DetectorOptions {
  /** Between two values. */
  readonly stepMs: number;
  /** What must differ at least at one step, in the unit of the series. */
  readonly leastChange: number;
  /** The same as a share of what the series is at; the larger of the two counts. */
  readonly leastShare: number;
}

/**
 * Says of each step of one series how much out of the ordinary it is: the last two hours are compared with all two hours
 * of the week before, and how little they resemble any is ranked among how little others did. No assumption of a shape,
 * a level or a season; at most 20 kB.
 */
export class SeriesDetector {
  readonly #options: DetectorOptions;
  readonly #values = new LastNumbers(MEMORY + STRETCH);
  readonly #distances = new LastNumbers(MEMORY);
  #lastMs: number | null = null;
  #sinceBreak = 0;

  constructor(options: DetectorOptions) {
    this.#options = options;
  }

  /**
   * Takes the next step and gives its score: 1 and more is a mark, 0 is nothing at all. A value that is not later than
   * the last is left out.
   *
   * @param atMs its beginning
   */
  take(atMs: number, value: number): number {
    if (!this.#add(atMs, value)) return 0;
    const values = this.#values.all();
    const nearest = nearestStretch(values);
    if (nearest === null) return 0;
    const past = this.#distances.all();
    const least = Math.max(
      this.#options.leastChange,
      this.#options.leastShare * level(values),
      Number.MIN_VALUE,
    );
    // At one step of the stretch alone.
    const rare = rarity(nearest.distance, past, least / Math.sqrt(STRETCH));
    this.#distances.push(nearest.distance);
    if (this.#sinceBreak < SETTLE_STEPS || nearest.mostApart < least) return 0;
    return rare / MARK_RARITY;
  }

  /** Takes a step of the past without a verdict: costs almost nothing. */
  recall(atMs: number, value: number): void {
    this.#add(atMs, value);
  }

  /** The values of the last steps, the oldest first, the newest among them. */
  last(steps: number): Float32Array {
    return this.#values.all().slice(-steps);
  }

  /** What it keeps of the series. */
  get bytes(): number {
    return this.#values.bytes + this.#distances.bytes;
  }

  #add(atMs: number, value: number): boolean {
    if (!Number.isFinite(value) || (this.#lastMs !== null && atMs <= this.#lastMs)) return false;
    const isAfterBreak = this.#lastMs !== null && atMs - this.#lastMs > BREAK_STEPS * this.#options.stepMs;
    this.#sinceBreak = isAfterBreak ? 0 : this.#sinceBreak + 1;
    this.#lastMs = atMs;
    this.#values.push(value);
    return true;
  }
}

/** What the series was at in the last stretch: the middle one of its values, without their sign. */
function level(values: Float32Array): number {
  const stretch = values.slice(-STRETCH).map(Math.abs).sort();
  return stretch[stretch.length >> 1] ?? 0;
}
