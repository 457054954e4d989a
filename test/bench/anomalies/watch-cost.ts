import { setImmediate } from 'node:timers/promises';
import type { SeriesPage } from '#contract/metric.ts';
import type { Clock } from '#engine/ports.ts';
import type { History, Tick } from '#engine/telemetry/telemetry.ts';
import { createAnomalyWatch } from '../../../main/engine/alerts/anomalies/create-anomaly-watch.ts';
import { WATCHED_METRICS } from '../../../main/engine/alerts/anomalies/watched-metrics.ts';
import { memoryShelves } from '../../fakes/memory-shelves.ts';
import { seededRandom } from '../../fakes/memory-traces.ts';

const STEP_MS = 300_000;
const WEEK_STEPS = 2016;

/** The time of another clock, with one timer that is fired by hand. */
class RoundClock implements Clock {
  readonly #time: Clock;
  #then: (() => void) | null = null;
  #waitsMs = 0;

  constructor(time: Clock) {
    this.#time = time;
  }

  now(): number {
    return this.#time.now();
  }

  monotonic(): number {
    return this.#time.monotonic();
  }

  after(ms: number, then: () => void): () => void {
    this.#waitsMs = ms;
    this.#then = then;
    return () => {
      this.#then = null;
    };
  }

  get waitsMs(): number {
    return this.#waitsMs;
  }

  get waits(): boolean {
    return this.#then !== null;
  }

  fire(): void {
    const then = this.#then;
    this.#then = null;
    then?.();
  }
}

export interface WatchCost {
  /** Of all threads, of the round in which each server's week is taken in. */
  readonly firstRoundMs: number;
  /** The same of each later round: there is one each five minutes. */
  readonly roundMs: readonly number[];
}

/**
 * Processor time of rounds over `servers`. The week before is noise that is made up here, for all series; what comes after
 * is read from the history, to which `ticks` are appended before each round.
 */
export async function watchCost(
  servers: number,
  rounds: number,
  time: Clock,
  history: History,
  ticks: Iterator<Tick>,
): Promise<WatchCost> {
  const random = seededRandom(1);
  const clock = new RoundClock(time);
  const watch = createAnomalyWatch({
    clock,
    history: {
      series: (filter) =>
        filter.points === WEEK_STEPS ? Promise.resolve(week(filter, random)) : history.series(filter),
    },
    servers: () => Array.from({ length: servers }, (_, at) => `server-${at}`),
    shelves: memoryShelves(),
    onFault: (text) => console.error(text),
  });
  const appendUntil = (untilMs: number): void => {
    while (clock.now() < untilMs) {
      const { value } = ticks.next() as IteratorResult<Tick, Tick>;
      history.append(value);
    }
  };
  const round = async (): Promise<number> => {
    const { user, system } = process.cpuUsage();
    // The wait for the next round is the only long one.
    do {
      clock.fire();
      while (!clock.waits) await setImmediate();
    } while (clock.waitsMs <= 10_000);
    const after = process.cpuUsage();
    return (after.user + after.system - user - system) / 1000;
  };
  appendUntil(clock.now() + 2 * STEP_MS);
  const firstRoundMs = await round();
  const roundMs: number[] = [];
  for (let at = 0; at < rounds; at++) {
    appendUntil(clock.now() + STEP_MS);
    roundMs.push(await round());
  }
  watch.close();
  return { firstRoundMs, roundMs };
}

function week({ server, from, to }: Parameters<History['series']>[0], random: () => number): SeriesPage {
  const firstMs = Date.parse(from);
  const times = Array.from({ length: WEEK_STEPS }, (_, at) => (firstMs + at * STEP_MS) / 1000);
  const nothing = times.map(() => null);
  const series = WATCHED_METRICS.map((metric) => ({
    metric,
    unit: 'none' as const,
    kind: 'gauge' as const,
    mean: times.map(() => 100 + 10 * random()),
    min: nothing,
    max: nothing,
    last: nothing,
    sum: nothing,
  }));
  return { server, from, to: to ?? from, step_seconds: STEP_MS / 1000, resolution: 'minute', times, series };
}
