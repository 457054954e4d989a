import { describe, expect, it } from 'vitest';
import { theilSen } from '#engine/telemetry/trends/theil-sen.ts';
import { seededRandom } from '../../../fakes/memory-traces.ts';

const line = (count: number, yAt: (x: number) => number) =>
  Array.from({ length: count }, (_, x) => ({ x, y: yAt(x) }));

describe('the robust line', () => {
  it('is exact for points on a line', () => {
    const fit = theilSen(line(20, (x) => 3 * x + 7));
    expect(fit).toMatchObject({ slope: 3, intercept: 7, noise: 0, low: 3, high: 3 });
  });

  it('is not moved by a quarter of wild points', () => {
    const fit = theilSen(line(40, (x) => (x % 4 === 0 ? 10_000 : 2 * x)));
    expect(fit?.slope).toBeCloseTo(2, 0);
  });

  it('has an interval without 0 for a rise within little noise, and with 0 for noise alone', () => {
    const random = seededRandom(1);
    const rising = theilSen(line(40, (x) => x + random()));
    expect(rising?.low).toBeGreaterThan(0);
    const flat = theilSen(line(40, () => random()));
    expect(flat?.low).toBeLessThan(0);
    expect(flat?.high).toBeGreaterThan(0);
  });

  it('is rarely sure of a slope where there is only noise', () => {
    let sure = 0;
    for (let seed = 1; seed <= 500; seed++) {
      const random = seededRandom(seed);
      const fit = theilSen(line(30, () => random()));
      if (fit !== null && (fit.low > 0 || fit.high < 0)) sure += 1;
    }
    expect(sure).toBeLessThanOrEqual(10);
  });

  it('is seldom sure of a slope where each point wanders on from the one before', () => {
    let sure = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      let at = 0;
      const fit = theilSen(
        line(40, () => {
          at = 0.8 * at + random() - 0.5;
          return at;
        }),
      );
      if (fit !== null && (fit.low > 0 || fit.high < 0)) sure += 1;
    }
    expect(sure).toBeLessThanOrEqual(20);
  });

  it('says nothing of fewer than three points, and of five has no interval', () => {
    expect(theilSen(line(2, (x) => x))).toBeNull();
    expect(theilSen(line(5, (x) => x))).toMatchObject({ slope: 1, low: -Infinity, high: Infinity });
    expect(theilSen([1, 2, 3].map((y) => ({ x: 0, y })))).toBeNull();
  });
});
