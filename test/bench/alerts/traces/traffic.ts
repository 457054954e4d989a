import { BUCKETS, bucketOf } from '#engine/telemetry/traffic/histogram.ts';
import { DAY_S } from './day-time.ts';
import { Dice } from './dice.ts';
import type { Gauges } from './gauges.ts';
import type { Effect, Life } from './life.ts';
import type { Machine } from './machine.ts';
import type { Span } from './spans.ts';

/** Calls in a row without an answer that open the breaker; then one trial goes through in so many seconds. */
const BREAKER_FAILURES = 5;
const TRIAL_EACH_S = 30;
const LINES_PER_FAILURE = 0.6;
const LATENCY_TABLE = 2048;

/** The calls of one server on one day. Made anew for each day in the same arrays. */
export class Traffic {
  /** At [second of the day]: how many there were before it. */
  readonly requests = new Uint32Array(DAY_S + 1);
  readonly errors = new Uint32Array(DAY_S + 1);
  readonly lines = new Uint32Array(DAY_S + 1);
  /** Of each call that was answered, in order: its second of the day, and the bucket of its latency. */
  readonly callSeconds: number[] = [];
  readonly callBuckets: number[] = [];
  readonly breakerOpen: Span[] = [];
  readonly #life: Life;
  readonly #gauges: Gauges;
  readonly #machine: Machine;
  readonly #tables = new Map<number, Uint16Array>();

  constructor(life: Life, gauges: Gauges, machine: Machine) {
    this.#life = life;
    this.#gauges = gauges;
    this.#machine = machine;
  }

  makeDay(day: number): void {
    const dice = new Dice(this.#life.character.seed * 8191 + day * 13 + 5);
    for (const counts of [this.requests, this.errors, this.lines]) counts.fill(0);
    this.callSeconds.length = 0;
    this.callBuckets.length = 0;
    this.breakerOpen.length = 0;
    const dayFromS = day * DAY_S;
    const today = this.#life.effects.filter((one) => one.fromS < dayFromS + DAY_S && one.toS > dayFromS);
    const cuts = this.#cuts(dayFromS, today);
    for (const [at, fromS] of cuts.entries())
      this.#stretch(fromS, cuts[at + 1] ?? fromS, dayFromS, today, dice);
    this.#extras(dayFromS, today, dice);
    for (const counts of [this.requests, this.errors, this.lines]) sumUp(counts);
  }

  /** Moments between which nothing changes that calls depend on. */
  #cuts(dayFromS: number, today: readonly Effect[]): number[] {
    const { sessions, spells } = this.#life;
    const spans: Span[] = [
      ...sessions,
      ...spells,
      ...this.#machine.sleeps,
      ...this.#machine.offline,
      ...today,
    ];
    const inside = spans
      .flatMap(({ fromS, toS }) => [fromS, toS])
      .filter((cut) => cut > dayFromS && cut < dayFromS + DAY_S);
    return [...new Set([dayFromS, ...inside, dayFromS + DAY_S])].sort((a, b) => a - b);
  }

  #stretch(fromS: number, toS: number, dayFromS: number, today: readonly Effect[], dice: Dice): void {
    const middle = (fromS + toS) / 2;
    const spell = this.#gauges.spellAt(middle);
    if (toS <= fromS || this.#machine.isAsleep(middle) || spell?.kind === 'stopped') return;
    const { calls, remote } = this.#life.character;
    const usual = this.#gauges.isUsed(middle) ? calls.busy : calls.rest;
    const isAway = remote && this.#machine.isOffline(middle);
    let rate = usual;
    let failShare = calls.failShare;
    let factor = 1;
    let trips = false;
    for (const effect of today) {
      if (middle < effect.fromS || middle >= effect.toS) continue;
      if (effect.kind === 'slow') factor = effect.factor;
      if (effect.kind === 'errors') {
        failShare = effect.share;
        trips = effect.trips;
      }
    }
    if (spell !== null || isAway) {
      // What comes meanwhile waits for it, or is refused; what was under way is lost.
      rate = usual * 0.2;
      failShare = 0.9;
    }
    let failedInARow = 0;
    for (let at = fromS + dice.gap(1 / rate); at < toS; at += dice.gap(1 / rate)) {
      const fails = dice.chance(failShare);
      this.#call(at - dayFromS, fails, factor, dice);
      failedInARow = fails ? failedInARow + 1 : 0;
      if (!trips || failedInARow < BREAKER_FAILURES) continue;
      this.breakerOpen.push({ fromS: at, toS });
      for (at += TRIAL_EACH_S; at < toS; at += TRIAL_EACH_S) this.#call(at - dayFromS, true, factor, dice);
    }
  }

  #extras(dayFromS: number, today: readonly Effect[], dice: Dice): void {
    const { logErrorsADay } = this.#life.character;
    for (let at = dice.gap(DAY_S / Math.max(0.01, logErrorsADay)); at < DAY_S; ) {
      if (!this.#machine.isAsleep(dayFromS + at)) add(this.lines, at, 1);
      at += dice.gap(DAY_S / logErrorsADay);
    }
    for (const effect of today) {
      if (effect.kind !== 'lines' && effect.kind !== 'clump') continue;
      for (let one = 0; one < effect.count; one++) {
        const at = effect.fromS + ((effect.toS - effect.fromS) * one) / effect.count - dayFromS;
        if (at < 0 || at >= DAY_S || this.#machine.isAsleep(dayFromS + at)) continue;
        if (effect.kind === 'lines') add(this.lines, at, 1);
        else if (this.#gauges.startedAt(dayFromS + at) !== null) {
          add(this.requests, at, 1);
          add(this.errors, at, 1);
        }
      }
    }
  }

  #call(at: number, fails: boolean, factor: number, dice: Dice): void {
    add(this.requests, at, 1);
    if (fails) {
      add(this.errors, at, 1);
      if (dice.chance(LINES_PER_FAILURE)) add(this.lines, at, 1);
    }
    this.callSeconds.push(at);
    const table = this.#latencies(factor);
    this.callBuckets.push(table[Math.floor(dice.unit() * LATENCY_TABLE)] ?? 0);
  }

  /** Buckets of a log-normal distribution, by equal shares. */
  #latencies(factor: number): Uint16Array {
    const known = this.#tables.get(factor);
    if (known !== undefined) return known;
    const { medianMs, spread } = this.#life.character.calls;
    const dice = new Dice(this.#life.character.seed + 3);
    const table = Uint16Array.from({ length: LATENCY_TABLE }, () => {
      const normal = Math.sqrt(-2 * Math.log(1 - dice.unit())) * Math.cos(2 * Math.PI * dice.unit());
      return Math.min(BUCKETS - 1, bucketOf(factor * medianMs * Math.exp(spread * normal)));
    });
    if (this.#tables.size > 20) this.#tables.clear();
    this.#tables.set(factor, table);
    return table;
  }
}

function add(counts: Uint32Array, second: number, count: number): void {
  const at = Math.floor(second) + 1;
  if (at >= 0 && at < counts.length) counts[at] = (counts[at] ?? 0) + count;
}

function sumUp(counts: Uint32Array): void {
  let sum = 0;
  for (let at = 0; at < counts.length; at++) {
    sum += counts[at] ?? 0;
    counts[at] = sum;
  }
}
