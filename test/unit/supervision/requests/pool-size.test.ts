import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  freshPool,
  nextPoolSize,
  type PoolFacts,
  type PoolMemory,
} from '../../../../main/engine/supervision/requests/pool-size.ts';

const quiet = { ready: 0, starting: 0, inFlight: 0, queued: 0 };

/** A pool whose instances are all ready at once, unless the test says otherwise. */
class Pool {
  memory: PoolMemory = freshPool;
  nowMs = 0;
  settings = { min: 1, max: 20, concurrency: 1 };
  lookAtMs: number | null = null;

  look(facts: Partial<PoolFacts> = {}): number {
    const step = nextPoolSize(this.memory, {
      ...quiet,
      ...this.settings,
      ready: this.memory.target,
      nowMs: this.nowMs,
      ...facts,
    });
    this.memory = step.memory;
    this.lookAtMs = step.lookAtMs;
    return step.target;
  }

  /** Looks only when it asked for that, until it does not any more or the time is over. */
  rest(ms: number, facts: Partial<PoolFacts> = {}): number {
    const endMs = this.nowMs + ms;
    let target = this.look(facts);
    while (this.lookAtMs !== null && this.lookAtMs <= endMs) {
      expect(this.lookAtMs).toBeGreaterThan(this.nowMs);
      this.nowMs = this.lookAtMs;
      target = this.look(facts);
    }
    this.nowMs = endMs;
    return target;
  }
}

describe('growth', () => {
  it('starts with the smallest size and stays there while nobody uses it', () => {
    const pool = new Pool();
    pool.settings.min = 3;
    expect(pool.rest(3_600_000)).toBe(3);
    expect(pool.lookAtMs).toBeNull();
  });

  it('keeps one to spare while it is used', () => {
    const pool = new Pool();
    expect(pool.look({ inFlight: 1 })).toBe(2);
    expect(pool.rest(10_000, { inFlight: 1 })).toBe(2);
    expect(pool.rest(10_000, { inFlight: 2 })).toBe(3);
  });

  it('doubles at most, once a second, up to what empties the queue', () => {
    const pool = new Pool();
    pool.look();
    const sizes = Array.from({ length: 6 }, () => {
      const size = pool.look({ inFlight: 1, queued: 9 });
      expect(pool.look({ inFlight: 1, queued: 9 })).toBe(size);
      pool.nowMs += 1_000;
      return size;
    });
    expect(sizes).toEqual([2, 4, 8, 11, 11, 11]);
  });

  it('counts what one instance works on at a time', () => {
    const pool = new Pool();
    pool.settings.concurrency = 4;
    expect(pool.rest(10_000, { inFlight: 4, queued: 5 })).toBe(4);
  });

  it('makes up for nothing while nobody uses it', () => {
    const pool = new Pool();
    pool.look();
    expect(pool.rest(60_000, { ready: 0 })).toBe(1);
  });

  it('never goes above the largest size, and follows an edit of both at once', () => {
    const pool = new Pool();
    pool.settings.max = 5;
    expect(pool.rest(60_000, { inFlight: 5, queued: 500 })).toBe(5);
    pool.settings.max = 2;
    expect(pool.look({ inFlight: 5, queued: 500 })).toBe(2);
    pool.settings = { min: 7, max: 9, concurrency: 1 };
    expect(pool.look()).toBe(7);
  });

  it('makes up for instances that are down, but for one only, so that a server that crashes does not crash more often', () => {
    const pool = new Pool();
    expect(pool.rest(5_000, { inFlight: 3 })).toBe(4);
    expect(pool.rest(300_000, { inFlight: 3, ready: 1 })).toBe(5);
    expect(pool.rest(300_000, { inFlight: 3 })).toBe(4);
  });
});

describe('shrinkage', () => {
  it('waits a minute after the last peak, then gives up one instance each 30 s', () => {
    const pool = new Pool();
    pool.rest(5_000, { inFlight: 3 });
    const changes: [number, number][] = [];
    let size = 4;
    for (; pool.nowMs <= 300_000; pool.nowMs += 1_000) {
      const target = pool.look();
      if (target !== size) changes.push([pool.nowMs, target]);
      size = target;
    }
    expect(changes).toEqual([
      [65_000, 3],
      [95_000, 2],
      [125_000, 1],
    ]);
    expect(pool.lookAtMs).toBeNull();
  });

  it('asks to be looked at when it is due, so that nobody has to look each second', () => {
    const pool = new Pool();
    pool.rest(5_000, { inFlight: 3 });
    expect(pool.rest(59_000)).toBe(4);
    expect(pool.rest(20_000)).toBe(3);
    expect(pool.rest(3_600_000)).toBe(1);
    expect(pool.lookAtMs).toBeNull();
  });

  it('does not count a use as over before another is seen', () => {
    const pool = new Pool();
    pool.rest(5_000, { inFlight: 3 });
    pool.nowMs = 600_000;
    expect(pool.look()).toBe(4);
    expect(pool.rest(50_000)).toBe(4);
  });

  it('keeps the size for a load that comes and goes', () => {
    const pool = new Pool();
    const sizes = new Set<number>();
    for (let i = 0; i < 600; i += 1) {
      const size = pool.look({ inFlight: i % 50 === 0 ? 6 : 1 });
      if (i > 10) sizes.add(size);
      pool.nowMs += 1_000;
    }
    expect(sizes.size).toBeLessThanOrEqual(4);
    expect([...sizes].at(-1)).toBe(7);
  });
});

describe('whatever the load', () => {
  const settings = fc
    .record({
      min: fc.integer({ min: 1, max: 6 }),
      extra: fc.integer({ min: 0, max: 14 }),
      concurrency: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ min, extra, concurrency }) => ({ min, max: min + extra, concurrency }));
  const moment = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 40_000 })),
    inFlight: fc.nat(12),
    queued: fc.oneof(fc.constant(0), fc.nat(40)),
    down: fc.oneof(fc.constant(0), fc.nat(3)),
  });
  const loads = fc.array(moment, { maxLength: 80, size: 'max' });

  it('stays within its bounds, grows by doubling at most once a second, and shrinks by one 30 s after any change', () => {
    fc.assert(
      fc.property(settings, loads, (bounds, moments) => {
        const pool = new Pool();
        pool.settings = bounds;
        let size = pool.look();
        let grewMs = Number.NEGATIVE_INFINITY;
        let changedMs = pool.nowMs;
        for (const { afterMs, inFlight, queued, down } of moments) {
          pool.nowMs += afterMs;
          const target = pool.look({ inFlight, queued, ready: Math.max(0, size - down) });
          expect(target).toBeGreaterThanOrEqual(bounds.min);
          expect(target).toBeLessThanOrEqual(bounds.max);
          if (target > size) {
            expect(target).toBeLessThanOrEqual(2 * size);
            expect(pool.nowMs - grewMs).toBeGreaterThanOrEqual(1_000);
            grewMs = pool.nowMs;
          }
          if (target < size) {
            expect(target).toBe(size - 1);
            expect(pool.nowMs - changedMs).toBeGreaterThanOrEqual(30_000);
          }
          if (target !== size) changedMs = pool.nowMs;
          size = target;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never gives up an instance that the last minute had a use for', () => {
    fc.assert(
      fc.property(settings, loads, (bounds, moments) => {
        const pool = new Pool();
        pool.settings = bounds;
        let size = pool.look();
        const seen: { fromMs: number; use: number }[] = [{ fromMs: 0, use: 0 }];
        for (const { afterMs, inFlight, queued } of moments) {
          pool.nowMs += afterMs;
          seen.push({ fromMs: pool.nowMs, use: inFlight + queued });
          const target = pool.look({ inFlight, queued });
          const recent = seen.filter((_, i) => (seen[i + 1]?.fromMs ?? pool.nowMs) > pool.nowMs - 60_000);
          const peak = Math.max(...recent.map(({ use }) => use));
          const needed = peak === 0 ? 0 : Math.ceil(peak / bounds.concurrency) + 1;
          if (target < size) expect(target).toBeGreaterThanOrEqual(Math.min(needed, bounds.max));
          size = target;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes to rest under a steady load, at what the load needs and one to spare', () => {
    fc.assert(
      fc.property(settings, loads, fc.nat(30), (bounds, moments, inFlight) => {
        const pool = new Pool();
        pool.settings = bounds;
        for (const { afterMs, queued, ...facts } of moments) {
          pool.nowMs += afterMs;
          pool.look({ queued, inFlight: facts.inFlight });
        }
        const needed = inFlight === 0 ? 0 : Math.ceil(inFlight / bounds.concurrency) + 1;
        const size = pool.rest(3_600_000, { inFlight });
        expect(size).toBe(Math.min(bounds.max, Math.max(bounds.min, needed)));
        expect(pool.lookAtMs).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});
