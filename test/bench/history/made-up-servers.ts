import type { MetricKey } from '#contract/metric.ts';
import type { Clock } from '#engine/ports.ts';
import type { Tick, TickValues } from '#engine/telemetry/telemetry.ts';
import { bucketOf } from '../../../main/engine/telemetry/traffic/histogram.ts';

/** What each made-up server has: 20 series, as many as the goal speaks of. */
export const SERIES = [
  'cpu_percent',
  'memory_bytes',
  'shared_bytes',
  'virtual_bytes',
  'processes',
  'threads',
  'open_files',
  'connections',
  'read_bytes',
  'written_bytes',
  'context_switches',
  'requests',
  'errors',
  'request_bytes',
  'response_bytes',
  'cache_hits',
  'in_flight',
  'clients',
  'probe_ms',
  'score',
] as const satisfies readonly MetricKey[];

export const HOW_MADE =
  'Made-up servers: of ten, six idle (a request each 30 s), three with one a second, one with 20 a second. CPU in the ' +
  "kernel's ticks of 10 ms, by load; memory in pages, drifting, with a saw-tooth of garbage collection and noise; " +
  'requests by Poisson, latencies log-normal, bytes by request; ticks 2 s apart, give or take 3 ms.';

const PAGE = 4096;
const GC_EACH = 90;

/** The noise of one seed is always the same. */
export class MadeUpServer {
  readonly #random: Random;
  readonly #perSecond: number;
  readonly #cpuPerRequestMs: number;
  readonly #basePages: number;
  readonly #totals = new Map<MetricKey, number>();
  #pages: number;
  #ticks: number;
  #threads: number;
  #files: number;

  constructor(seed: number) {
    this.#random = createRandom(seed * 7919 + 1);
    const kind = seed % 10;
    this.#perSecond = kind === 0 ? 20 : kind < 4 ? 1 : 1 / 30;
    this.#cpuPerRequestMs = 4 + this.#random.below(20);
    this.#basePages = 8_000 + this.#random.below(30_000);
    this.#pages = this.#basePages;
    this.#ticks = this.#random.below(GC_EACH);
    this.#threads = 7 + this.#random.below(12);
    this.#files = 20 + this.#random.below(30);
  }

  next(intervalMs: number): TickValues {
    this.#ticks += 1;
    const requests = poisson(this.#random, (this.#perSecond * intervalMs) / 1000);
    const cpuTicks = Math.floor((requests * this.#cpuPerRequestMs) / 10 + this.#unit() * 1.2);
    const counters: Partial<Record<MetricKey, number>> = {
      read_bytes: requests * (900 + this.#below(600)) + (this.#chance(0.1) ? this.#below(20_000) : 0),
      written_bytes: requests * (500 + this.#below(3000)),
      context_switches: requests * 12 + this.#below(20),
      requests,
      errors: requests > 0 && this.#chance(0.01) ? 1 : 0,
      request_bytes: requests * (180 + this.#below(200)),
      response_bytes: requests * (400 + this.#below(4000)),
      cache_hits: requests > 0 ? this.#below(requests + 1) : 0,
    };
    this.#drift(requests);
    const values = new Map<MetricKey, number>([
      ['cpu_percent', (cpuTicks * 1000) / intervalMs],
      ['memory_bytes', this.#pages * PAGE],
      ['shared_bytes', (this.#basePages >> 1) * PAGE],
      ['virtual_bytes', (this.#basePages * 20 + (this.#threads - 7) * 2048) * PAGE],
      ['processes', 1 + (this.#basePages % 3)],
      ['threads', this.#threads],
      ['open_files', this.#files],
      ['connections', 1 + (this.#files % 3)],
      ['in_flight', Math.min(requests, this.#below(3))],
      ['clients', 1 + (this.#basePages % 4)],
      ['probe_ms', 0.4 + this.#unit() * 1.5],
      ['score', this.#chance(0.002) ? 95 : 100],
    ]);
    for (const [key, increase] of Object.entries(counters) as [MetricKey, number][]) {
      const total = (this.#totals.get(key) ?? 0) + increase;
      this.#totals.set(key, total);
      values.set(key, total);
    }
    return { values, latencies: requests === 0 ? null : this.#latencies(requests) };
  }

  #drift(requests: number): void {
    const isCollected = this.#ticks % GC_EACH === 0;
    if (isCollected) this.#pages = this.#basePages + this.#below(60);
    else this.#pages += this.#chance(0.5) ? 0 : this.#below(3 + 4 * requests) - 1;
    if (this.#chance(0.02)) this.#threads += this.#chance(0.5) ? 1 : this.#threads > 7 ? -1 : 0;
    if (this.#chance(0.05)) this.#files += this.#chance(0.5) ? 1 : this.#files > 12 ? -1 : 0;
  }

  #latencies(requests: number): number[] {
    const counts = new Map<number, number>();
    for (let at = 0; at < requests; at++) {
      const bucket = bucketOf(20 * Math.exp(0.5 * normal(this.#random)));
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    return [...counts].flat();
  }

  #unit(): number {
    return this.#random.below(1_000_000) / 1_000_000;
  }

  #below(limit: number): number {
    return this.#random.below(Math.max(1, limit));
  }

  #chance(share: number): boolean {
    return this.#unit() < share;
  }
}

/** A clock that stands still between ticks. */
export class TickClock implements Clock {
  atMs: number;
  monotonicMs = 0;

  constructor(atMs: number) {
    this.atMs = atMs;
  }

  now(): number {
    return this.atMs;
  }

  monotonic(): number {
    return this.monotonicMs;
  }

  /** The log is left to the database: no time passes here. */
  after(): () => void {
    return () => {};
  }

  advance(ms: number): void {
    this.atMs += ms;
    this.monotonicMs += ms;
  }
}

/** Ticks of many servers, 2 s apart. */
export function* madeUpTicks(servers: number, count: number, clock: TickClock): Generator<Tick> {
  const random = createRandom(99);
  const all = Array.from({ length: servers }, (_, at) => [`server-${at}`, new MadeUpServer(at)] as const);
  for (let at = 0; at < count; at++) {
    const stepMs = 1997 + random.below(7);
    clock.advance(stepMs);
    yield {
      atMs: clock.now(),
      monotonicMs: clock.monotonic(),
      intervalMs: 2000,
      servers: new Map(all.map(([name, server]) => [name, server.next(stepMs)])),
    };
  }
}

interface Random {
  /** A whole number from 0 to one less than the limit. */
  below(limit: number): number;
}

/** Mulberry32, as in the tests' own, which prints its seed. */
function createRandom(seed: number): Random {
  let state = seed | 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
    },
  };
}

function poisson(random: Random, mean: number): number {
  let count = 0;
  for (let left = Math.exp(-mean), product = 1; ; count++) {
    product *= (random.below(1_000_000) + 1) / 1_000_001;
    if (product < left) return count;
  }
}

function normal(random: Random): number {
  let sum = -6;
  for (let at = 0; at < 12; at++) sum += random.below(1_000_000) / 1_000_000;
  return sum;
}
