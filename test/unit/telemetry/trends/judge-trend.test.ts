import { describe, expect, it } from 'vitest';
import type { Step } from '#engine/telemetry/history/history.ts';
import { judgeTrend, STEP_MS } from '#engine/telemetry/trends/judge-trend.ts';
import { memoryTrace, seededRandom, type TraceKind } from '../../../fakes/memory-traces.ts';

const MB = 1_000_000;
const HOUR_STEPS = 3_600_000 / STEP_MS;
const memory = { server: 'github', metric: 'memory_bytes', limit: 512 * MB } as const;

/** One sample each, one step after the other. */
function stepsOf(values: readonly number[], startMs = 0): Step[] {
  return values.map((value, at) => ({
    atMs: startMs + at * STEP_MS,
    min: value,
    max: value,
    sum: value,
    count: 1,
  }));
}
const rise = (count: number, from: number, perHour: number) =>
  stepsOf(Array.from({ length: count }, (_, at) => from + (perHour * at) / HOUR_STEPS));
const judge = (steps: readonly Step[], subject: Parameters<typeof judgeTrend>[0] = memory) =>
  judgeTrend(subject, steps, (steps.at(-1)?.atMs ?? 0) + STEP_MS);

describe('a trend', () => {
  it('says when memory that grows steadily reaches its limit', () => {
    const trend = judge(rise(2 * HOUR_STEPS, 120 * MB, 100 * MB));
    expect(trend?.slope_per_hour).toBeCloseTo(100 * MB, -3);
    // 320 MB after two hours, so nearly two hours more; its level is that of the last ten minutes.
    const inMinutes = (Date.parse(trend?.reaches_limit_at ?? '') - 2 * 3_600_000) / 60_000;
    expect(inMinutes).toBeGreaterThan(110);
    expect(inMinutes).toBeLessThan(125);
    expect(trend?.sentence).toBe('Memory grows by 100 MB an hour and reaches its 512 MB limit in about 2 h');
  });

  it('does not forecast further than three times as long as it has seen', () => {
    const trend = judge(rise(HOUR_STEPS, 100 * MB, 20 * MB));
    expect(trend).toMatchObject({ reaches_limit_at: null, limit: 512 * MB });
    expect(trend?.sentence).toBe('Memory grows by 20 MB an hour; it is at 118 MB now, seen over 1 h');
  });

  it('forecasts nothing for what falls, has no limit, or is beyond its limit already', () => {
    expect(judge(rise(60, 400 * MB, -50 * MB))).toMatchObject({ reaches_limit_at: null });
    expect(judge(rise(60, 400 * MB, -50 * MB))?.sentence).toContain('Memory falls by 50 MB an hour');
    expect(judge(rise(60, 400 * MB, 50 * MB), { ...memory, limit: null })?.reaches_limit_at).toBeNull();
    expect(judge(rise(60, 600 * MB, 50 * MB))?.reaches_limit_at).toBeNull();
  });

  it.each<TraceKind>([{ kind: 'noise' }, { kind: 'saw-tooth' }])(
    'never predicts from $kind alone',
    (kind) => {
      for (let seed = 1; seed <= 20; seed++) {
        const steps = memoryTrace(kind, seed, STEP_MS, 9);
        // From two hours on: before, one tooth of a saw is all that is known.
        for (let known = 2 * HOUR_STEPS; known <= steps.length; known += 10) {
          expect(judge(steps.slice(0, known))?.reaches_limit_at ?? null).toBeNull();
        }
      }
    },
  );

  it('calls a warm-up off when it has levelled off', () => {
    const low = { ...memory, limit: 200 * MB };
    const random = seededRandom(1);
    const steps = stepsOf(
      Array.from(
        { length: 4 * HOUR_STEPS },
        (_, at) => (190 - 100 * Math.exp(-at / HOUR_STEPS) + 4 * random()) * MB,
      ),
    );
    expect(judge(steps.slice(0, 20), low)?.reaches_limit_at).not.toBeNull();
    expect(judge(steps, low)).toMatchObject({ slope_per_hour: null, reaches_limit_at: null, sentence: null });
  });

  it('sees within the last hour what the six hours do not show yet, when it is higher than all before', () => {
    const random = seededRandom(3);
    const calm = Array.from({ length: 5 * HOUR_STEPS }, () => (100 + 10 * random()) * MB);
    const fast = Array.from({ length: HOUR_STEPS }, (_, at) => (110 + (150 * at) / HOUR_STEPS) * MB);
    const trend = judge(stepsOf([...calm, ...fast]));
    expect(trend?.slope_per_hour).toBeCloseTo(150 * MB, -6);
    expect(trend?.from).toBe(new Date(5 * 3_600_000).toISOString());
    const usual = calm.map((value, at) => (at === 30 ? 400 * MB : value));
    expect(judge(stepsOf([...usual, ...fast]))?.slope_per_hour).toBeNull();
  });

  it('rests its average on samples, not on steps, and knows the peak', () => {
    const steps = stepsOf(Array.from({ length: 10 }, () => 10));
    const trend = judge([...steps, { atMs: 10 * STEP_MS, min: 20, max: 90, sum: 20 * 90, count: 90 }], {
      server: 'github',
      metric: 'threads',
      limit: null,
    });
    expect(trend).toMatchObject({ samples: 100, average: 19, peak: 90, slope_per_hour: null });
    expect(trend?.peak_at).toBe(new Date(10 * STEP_MS).toISOString());
  });

  it('is none before a quarter of an hour, and of what was not measured lately', () => {
    expect(judge(rise(7, 100 * MB, 50 * MB))).toBeNull();
    expect(judge(rise(8, 100 * MB, 50 * MB))).not.toBeNull();
    expect(judgeTrend(memory, rise(30, 100 * MB, 50 * MB), 60 * STEP_MS)).toBeNull();
    expect(judge([])).toBeNull();
  });

  it('calls a leak a leak, and then looks a week ahead', () => {
    const trend = judge(memoryTrace({ kind: 'leak', perHour: 10 }, 5, STEP_MS, 8));
    expect(trend?.is_leak).toBe(true);
    expect(trend?.sentence).toMatch(
      /^Memory grows by \d+ MB an hour and never gives any back, as a leak does; it reaches its 512 MB limit in about (1 day|2\d h)/,
    );
    expect(judge(memoryTrace({ kind: 'leak', perHour: 10 }, 5, STEP_MS, 7))?.is_leak).toBe(false);
  });

  it('finds a leak while samples come now faster, now slower, but not in buckets that were hardly seen', () => {
    const leak = memoryTrace({ kind: 'leak', perHour: 10 }, 5, STEP_MS, 8);
    const paced = leak.map((step, at) =>
      at % 40 < 20 ? step : { ...step, count: step.count / 4, sum: step.sum / 4 },
    );
    expect(judge(paced)?.is_leak).toBe(true);
    const hardlySeen = leak.filter((_, at) => at < 100 || at > 160 || at % 10 < 3);
    expect(judge(hardlySeen)?.is_leak).toBe(false);
  });
});
