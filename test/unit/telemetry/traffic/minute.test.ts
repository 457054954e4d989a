import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf } from '#engine/telemetry/traffic/histogram.ts';
import { Minute } from '#engine/telemetry/traffic/minute.ts';

const events = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 90 }),
    failed: fc.boolean(),
    ms: fc.option(fc.double({ min: 0.01, max: 100_000, noNaN: true })),
  }),
  { maxLength: 200 },
);

test('a minute counts what happened in its 60 seconds, no more and no less', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 0, max: 90 }), (all, wait) => {
      const minute = new Minute(0);
      let second = 0;
      const noted = all.map((event) => {
        second += event.after;
        minute.note(second, event.failed, event.ms, bucketOf(event.ms ?? 0));
        return { ...event, second };
      });
      const now = second + wait;
      const within = noted.filter((event) => event.second > now - 60);
      const timed = within.flatMap(({ ms }) => (ms === null ? [] : [ms]));
      const figures = minute.figures(now);
      expect(figures.requests).toBe(within.length);
      expect(figures.errors).toBe(within.filter(({ failed }) => failed).length);
      if (timed.length === 0) expect(figures.meanMs).toBeNull();
      else expect(figures.meanMs).toBeCloseTo(timed.reduce((a, b) => a + b, 0) / timed.length, 3);
      expect(figures.p50Ms === null).toBe(timed.length === 0);
      expect(figures.timed).toBe(timed.length);
    }),
    { numRuns: 300 },
  );
});

test('durations of more than 70 seconds ago have no part in a quantile', () => {
  fc.assert(
    fc.property(events, (all) => {
      const minute = new Minute(0);
      let second = 0;
      for (const { after, failed } of all) {
        second += after;
        minute.note(second, failed, 50_000, bucketOf(50_000));
      }
      minute.note(second + 70, false, 1, bucketOf(1));
      expect(minute.figures(second + 70).p95Ms).toBeLessThan(2);
    }),
  );
});
