import { DAY_S } from './traces/day-time.ts';
import type { ServerTrace, World } from './world.ts';

/** A point each five minutes; a day of them is what is usual. */
const STEP_S = 300;
const WINDOW = 288;
/** Marks nearer than this are one episode. */
const JOIN_S = 3600;
const ROBUST_K = 4;
const EWMA_K = 3;
const EWMA_WEIGHT = 0.05;
const MIN_KNOWN = 36;
/** Turns a median distance into what a standard deviation would be. */
const SIGMA_OF_MAD = 1.4826;

export interface Anchor {
  readonly series: number;
  /** Episodes that each would have told of. */
  readonly robustZ: number;
  readonly ewma: number;
}

type Figure = (trace: ServerTrace, second: number) => number | null;

const FIGURES: readonly Figure[] = [
  ({ gauges }, second) => gauges.cpuPercent(second),
  ({ gauges }, second) => gauges.memoryBytes(second),
  ({ gauges }, second) => gauges.threads(second),
  ({ gauges }, second) => gauges.openFiles(second),
  ({ traffic }, second) => within(traffic.requests, second),
  ({ traffic }, second) => within(traffic.errors, second),
  ({ latency }, second) => latency.p95Ms[Math.floor((second % DAY_S) / 10)] ?? null,
];

/** Looks at every series alone, as the two simple detectors of monitors do; to be told of each day of a world in turn. */
export class SimpleDetectors {
  readonly #world: World;
  readonly #series: Series[];

  constructor(world: World) {
    this.#world = world;
    this.#series = world.servers.flatMap((trace) => FIGURES.map((figure) => new Series(trace, figure)));
  }

  noteDay(day: number): void {
    for (let second = day * DAY_S; second < (day + 1) * DAY_S; second += STEP_S) {
      if (this.#world.machine.isAsleep(second)) continue;
      for (const series of this.#series) series.note(second);
    }
  }

  result(): Anchor {
    const sum = (of: (series: Series) => number) => this.#series.reduce((all, series) => all + of(series), 0);
    return {
      series: this.#series.length,
      robustZ: sum(({ robustZ }) => robustZ.episodes),
      ewma: sum(({ ewma }) => ewma.episodes),
    };
  }
}

class Series {
  readonly robustZ = new Episodes();
  readonly ewma = new Episodes();
  readonly #trace: ServerTrace;
  readonly #figure: Figure;
  readonly #window: number[] = [];
  readonly #sorted: number[] = [];
  #mean = 0;
  #variance = 0;
  #known = 0;

  constructor(trace: ServerTrace, figure: Figure) {
    this.#trace = trace;
    this.#figure = figure;
  }

  note(second: number): void {
    const value = this.#figure(this.#trace, second);
    if (value === null || Number.isNaN(value)) return;
    this.#noteWindow(second, value);
    const distance = value - this.#mean;
    if (this.#known >= MIN_KNOWN && Math.abs(distance) > EWMA_K * Math.sqrt(this.#variance))
      this.ewma.mark(second);
    const weight = this.#known === 0 ? 1 : EWMA_WEIGHT;
    this.#mean += weight * distance;
    this.#variance = (1 - weight) * (this.#variance + weight * distance ** 2);
    this.#known += 1;
  }

  #noteWindow(second: number, value: number): void {
    if (this.#window.length >= MIN_KNOWN) {
      const usual = this.#sorted[this.#sorted.length >> 1] ?? 0;
      const spread = SIGMA_OF_MAD * medianDistance(this.#sorted);
      if (Math.abs(value - usual) > ROBUST_K * Math.max(spread, 1e-9)) this.robustZ.mark(second);
    }
    this.#window.push(value);
    this.#sorted.splice(placeOf(this.#sorted, value), 0, value);
    if (this.#window.length > WINDOW)
      this.#sorted.splice(placeOf(this.#sorted, this.#window.shift() ?? 0), 1);
  }
}

class Episodes {
  episodes = 0;
  #lastS = -Infinity;

  mark(second: number): void {
    if (second - this.#lastS > JOIN_S) this.episodes += 1;
    this.#lastS = second;
  }
}

/** Where a value is, or belongs, in what is sorted. */
function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How far half of them lie from their median: outwards from it on both sides, the nearer one next. */
function medianDistance(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const usual = sorted[middle] ?? 0;
  let below = middle - 1;
  let above = middle + 1;
  let distance = 0;
  for (let taken = 1; taken <= middle; taken++) {
    const down = usual - (sorted[below] ?? -Infinity);
    const up = (sorted[above] ?? Infinity) - usual;
    distance = Math.min(down, up);
    if (down <= up) below -= 1;
    else above += 1;
  }
  return distance;
}

function within(counts: Uint32Array, second: number): number {
  const at = second % DAY_S;
  return (counts[at] ?? 0) - (counts[Math.max(0, at - STEP_S)] ?? 0);
}
