import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS, bucketOf, MAX_MS, MIN_MS, quantile } from '#engine/telemetry/traffic/histogram.ts';

const durations = fc.array(fc.double({ min: MIN_MS, max: MAX_MS, noNaN: true }), {
  minLength: 1,
  maxLength: 400,
});

function countsOf(values: readonly number[]): Uint32Array {
  const counts = new Uint32Array(BUCKETS);
  for (const value of values) {
    const bucket = bucketOf(value);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

test('every quantile is within 5 % of the exact one', () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const sorted = values.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
      const near = quantile(countsOf(values), share) ?? Number.NaN;
      expect(Math.abs(near - exact) / exact).toBeLessThanOrEqual(0.05);
    }),
    { numRuns: 500 },
  );
});

test('durations beyond both ends are counted at the ends', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double({ min: -10, max: MIN_MS, noNaN: true }), fc.double({ min: MAX_MS, noNaN: true })),
      (ms) => {
        expect([0, BUCKETS - 1]).toContain(bucketOf(ms));
      },
    ),
  );
});

test('several histograms one behind the other give the quantiles of all durations', () => {
  fc.assert(
    fc.property(durations, durations, fc.double({ min: 0, max: 1, noNaN: true }), (some, others, share) => {
      const apart = new Uint32Array(2 * BUCKETS);
      apart.set(countsOf(some), 0);
      apart.set(countsOf(others), BUCKETS);
      expect(quantile(apart, share)).toBe(quantile(countsOf([...some, ...others]), share));
    }),
  );
});

test('without durations there is no quantile', () => {
  expect(quantile(new Uint32Array(BUCKETS), 0.5)).toBeNull();
});
