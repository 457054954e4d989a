import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRateLimit } from '../../../../main/engine/gateway/guard/rate-limit.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

it('lets a second’s worth through at once, then says how long the next has to wait', () => {
  const clock = new FakeClock();
  const limit = createRateLimit(() => 10, clock);
  for (let i = 0; i < 10; i++) expect(limit.take()).toBe(0);
  expect(limit.take()).toBeCloseTo(100);
  clock.advance(99);
  expect(limit.take()).toBeCloseTo(1);
  clock.advance(1);
  expect(limit.take()).toBe(0);
});

it('takes a rate of less than one a second at its word', () => {
  const clock = new FakeClock();
  const limit = createRateLimit(() => 0.1, clock);
  expect(limit.take()).toBe(0);
  expect(limit.take()).toBeCloseTo(10_000);
  clock.advance(10_000);
  expect(limit.take()).toBe(0);
});

it('follows the setting, and holds nobody up without one', () => {
  let rate: number | null = 1;
  const limit = createRateLimit(() => rate, new FakeClock());
  expect(limit.take()).toBe(0);
  expect(limit.take()).toBeGreaterThan(0);
  rate = null;
  for (let i = 0; i < 1_000; i++) expect(limit.take()).toBe(0);
});

it('never lets more through than a second’s worth and the rate, and always what it promised', () => {
  const steps = fc.array(fc.nat(3_000), { maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), steps, (rate, waits) => {
      const clock = new FakeClock();
      const limit = createRateLimit(() => rate, clock);
      let through = 0;
      for (const waitMs of waits) {
        clock.advance(waitMs / 10);
        const refusedForMs = limit.take();
        if (refusedForMs === 0) through++;
        else {
          clock.advance(refusedForMs);
          expect(limit.take()).toBe(0);
          through++;
        }
      }
      expect(through).toBeLessThanOrEqual(rate + (clock.monotonic() * rate) / 1_000 + 1e-6);
    }),
  );
});
