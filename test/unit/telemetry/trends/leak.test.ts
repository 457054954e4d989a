import { describe, expect, it } from 'vitest';
import { LEAK_BUCKET_MS, leakPerHour } from '#engine/telemetry/trends/leak.ts';
import { findLeaks } from '../../../fakes/find-leaks.ts';
import { memoryTrace } from '../../../fakes/memory-traces.ts';

const MIB = 2 ** 20;
const RUNS = 40;

describe('the rule for leaks, on made-up days', () => {
  it.each([2, 10, 60])(
    'finds every leak of %i MiB an hour beneath noise, collections and a warm-up',
    (perHour) => {
      expect(findLeaks({ kind: 'leak', perHour }, 1, RUNS)).toHaveLength(RUNS);
    },
  );

  it('is wrong in at most 1 of 160 days without a leak', () => {
    const wrong = (['noise', 'saw-tooth', 'warm-up', 'day-steps'] as const).map(
      (kind) => findLeaks({ kind }, 1, RUNS).length,
    );
    expect(wrong.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1);
  });
});

describe('the rule for leaks', () => {
  const rising = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ atMs: at * LEAK_BUCKET_MS, min: (100 + 4 * at) * MIB }));

  it('says how fast it grows once six hours were seen and two more buckets agree', () => {
    expect(leakPerHour(rising(10))).toBeNull();
    expect(leakPerHour(rising(11))).toBe(6 * MIB);
  });

  it('allows for one bucket that was slept through, not for two', () => {
    const buckets = rising(14);
    expect(leakPerHour(buckets.filter((_, at) => at !== 7))).not.toBeNull();
    expect(leakPerHour(buckets.filter((_, at) => at !== 7 && at !== 9))).toBeNull();
  });

  it('is silent when the growth levels off', () => {
    const levelling = rising(11).map((step, at) => ({
      ...step,
      min: (100 + 2 * at + 6 * Math.min(at, 6)) * MIB,
    }));
    expect(leakPerHour(levelling)).toBeNull();
  });

  it('is silent when the growth came in two jumps', () => {
    const jumps = (at: number) => (at > 5 ? 20 : 0) + (at > 7 ? 20 : 0);
    const jumping = rising(11).map((step, at) => ({ ...step, min: (100 + 2 * at + jumps(at)) * MIB }));
    expect(leakPerHour(jumping)).toBeNull();
  });

  it('is silent about less than a twentieth in six hours', () => {
    expect(leakPerHour(rising(11).map((step) => ({ ...step, min: step.min + 1000 * MIB })))).toBeNull();
  });

  it('finds the same in a trace however it is cut off before', () => {
    const buckets = memoryTrace({ kind: 'leak', perHour: 10 }, 7, LEAK_BUCKET_MS);
    expect(leakPerHour(buckets.slice(-11))).toBe(leakPerHour(buckets));
  });
});
