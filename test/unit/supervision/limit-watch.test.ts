import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LimitView } from '#contract/limit.ts';
import type { LimitSettings } from '#engine/configuration/configuration.ts';
import { type LimitVerdict, UNWATCHED, watchLimits } from '#engine/supervision/limit-watch.ts';

const MB = 1024 ** 2;
const LIMITS: LimitSettings = {
  memorySoftBytes: 100 * MB,
  memoryHardBytes: null,
  cpuPercent: null,
  openFiles: null,
  processes: null,
  sustainedMs: 15_000,
  inFlight: null,
  queue: 1_000,
};

interface Look {
  readonly atMs: number;
  readonly mb?: number;
  readonly processes?: number;
  readonly cpuPercent?: number;
}

function verdicts(
  looks: readonly Look[],
  limits: Partial<LimitSettings> = {},
  enforcedBy: LimitView['enforced_by'] = 'watched',
): readonly LimitVerdict[] {
  const names = ['memory_hard', 'processes', 'cpu_quota'] as const;
  const enforced = names.map((limit) => ({ limit, value: 0, enforced_by: enforcedBy, detail: '' }));
  let watch = UNWATCHED;
  return looks.map(({ atMs, mb = 0, processes = 1, cpuPercent = 0 }) => {
    const sample = { atMs, memoryBytes: mb * MB, processes, cpuPercent };
    const rules = { limits: { ...LIMITS, ...limits }, enforced, sampleIntervalMs: 2000 };
    const next = watchLimits(watch, sample, rules);
    watch = next.watch;
    return next.verdict;
  });
}

const kinds = (...all: Parameters<typeof verdicts>) => verdicts(...all).map(({ kind }) => kind);
const every2s = (megabytes: readonly number[]): Look[] =>
  megabytes.map((mb, index) => ({ atMs: index * 2000, mb }));
/** A server with this much memory at each moment. */
const sampled = (mbAt: (atMs: number) => number, lengthMs: number, offsetMs = 0): Look[] =>
  Array.from({ length: Math.floor(lengthMs / 2000) }, (_, index) => {
    const atMs = offsetMs + index * 2000;
    return { atMs, mb: mbAt(atMs) };
  });

test('a leak of 10 MiB a second is told before the limit and ended 15 to 17 s after it, wherever the samples fall', () => {
  for (let offsetMs = 0; offsetMs < 2000; offsetMs += 100) {
    const looks = sampled((atMs) => 50 + atMs / 100, 60_000, offsetMs);
    const found = verdicts(looks);
    const warned = found.findIndex(({ kind }) => kind === 'warn');
    const breached = found.findIndex(({ kind }) => kind === 'breach');
    expect(looks[warned]?.mb).toBeGreaterThanOrEqual(80);
    expect(looks[warned]?.mb).toBeLessThan(100);
    const crossedMs = 5000;
    const afterMs = (looks[breached]?.atMs ?? 0) - crossedMs;
    expect(afterMs).toBeGreaterThanOrEqual(15_000);
    // The ladder has up to 8 s after that, within the 30 s that are promised.
    expect(afterMs).toBeLessThanOrEqual(19_000);
  }
});

test('no spike under 10 s ever ends a server, however high, however near the limit it stays after it', () => {
  const spike = fc.record({
    startMs: fc.integer({ min: 0, max: 20_000 }),
    lengthMs: fc.integer({ min: 1, max: 9999 }),
    peak: fc.integer({ min: 101, max: 100_000 }),
    base: fc.integer({ min: 0, max: 100 }),
    offsetMs: fc.integer({ min: 0, max: 1999 }),
  });
  fc.assert(
    fc.property(spike, ({ startMs, lengthMs, peak, base, offsetMs }) => {
      const inSpike = (atMs: number) => atMs >= startMs && atMs < startMs + lengthMs;
      const looks = sampled((atMs) => (inSpike(atMs) ? peak : base), 120_000, offsetMs);
      expect(kinds(looks)).not.toContain('breach');
    }),
    { numRuns: 2000 },
  );
});

test('memory that hovers about the limit is a breach; two short spikes are none; what falls below 90 % begins anew', () => {
  expect(kinds(every2s([101, 102, 95, 103, 104, 105, 106, 107, 108]))).toContain('breach');
  expect(kinds(every2s([101, 102, 95, 95, 95, 95, 95, 95, 101, 102]))).not.toContain('breach');
  expect(kinds(every2s([101, 102, 103, 104, 105, 106, 89, 107, 108, 109, 110]))).not.toContain('breach');
});

test('a warning does not flicker at its edge', () => {
  expect(kinds(every2s([79, 80, 79, 73, 71, 79, 81]))).toEqual([
    'calm',
    'warn',
    'warn',
    'warn',
    'calm',
    'calm',
    'warn',
  ]);
});

test('time that was slept through is not time above the limit', () => {
  const awake = sampled(() => 150, 10_000);
  const later = awake.map((look) => ({ ...look, atMs: look.atMs + 3_600_000 }));
  expect(kinds([...awake, ...later])).not.toContain('breach');
});

test('a slow sampler still finds a breach', () => {
  const enforced: LimitView[] = [];
  const rules = { limits: LIMITS, enforced, sampleIntervalMs: 60_000 };
  const look = (atMs: number) => ({ atMs, memoryBytes: 150 * MB, processes: 1, cpuPercent: 0 });
  const first = watchLimits(UNWATCHED, look(0), rules);
  expect(first.verdict.kind).toBe('warn');
  expect(watchLimits(first.watch, look(60_000), rules).verdict).toEqual({
    kind: 'breach',
    limit: 'memory_soft',
    value: 150 * MB,
    limitValue: 100 * MB,
    sinceMs: 60_000,
  });
});

test('the hard limit ends at once where only we look, and is left to the kernel where it holds it', () => {
  const limits = { memorySoftBytes: null, memoryHardBytes: 100 * MB };
  expect(verdicts(every2s([100, 101]), limits)).toEqual([
    { kind: 'calm' },
    { kind: 'breach', limit: 'memory_hard', value: 101 * MB, limitValue: 100 * MB, sinceMs: 0 },
  ]);
  expect(kinds(every2s([100, 101]), limits, 'cgroup')).toEqual(['calm', 'calm']);
});

test('too many processes end it when two looks in a row see them', () => {
  const looks = [5, 6, 5, 6, 7].map((processes, index) => ({ atMs: index * 2000, processes }));
  expect(kinds(looks, { processes: 5 })).toEqual(['calm', 'warn', 'calm', 'warn', 'breach']);
});

test('a quota that only a priority stands for is told when it is passed for long, and never ends a server', () => {
  const looks = Array.from({ length: 12 }, (_, index) => ({ atMs: index * 2000, cpuPercent: 95 }));
  const found = kinds(looks, { cpuPercent: 80 }, 'priority');
  expect(found.slice(0, 8)).toEqual(Array(8).fill('calm'));
  expect(found.slice(8)).toEqual(Array(4).fill('warn'));
  expect(kinds(looks, { cpuPercent: 80 }, 'cgroup')).toEqual(Array(12).fill('calm'));
});

test('without limits nothing is ever said', () => {
  const looks = every2s([1e6, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6]);
  expect(kinds(looks, { memorySoftBytes: null })).toEqual(Array(10).fill('calm'));
});
