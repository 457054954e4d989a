import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DependencyView } from '#contract/health.ts';
import type { Trend } from '#contract/metric.ts';
import type { HealthEvidence } from '#engine/health/evidence.ts';
import { judgeServer } from '#engine/health/judge-server.ts';
import type { ServerFacts } from '#engine/health/server-facts.ts';

const AT_MS = Date.UTC(2026, 0, 1);
const iso = (ms: number) => new Date(ms).toISOString();
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
/** Most things are well most of the time: where all is wrong at once, every score is 0 and shows nothing. */
const mostly = <T>(calm: T, troubled: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(calm), weight: 3 }, { arbitrary: troubled, weight: 1 });

const STATES = [
  'stopped',
  'waiting',
  'starting',
  'ready',
  'stopping',
  'backing-off',
  'crash-looping',
  'failed',
] as const;

const facts: fc.Arbitrary<ServerFacts> = fc.record({
  state: mostly<ServerFacts['state']>('ready', fc.constantFrom(...STATES)),
  missedProbes: mostly(0, fc.nat(6)),
  problem: maybe(fc.constant('exited with code 1')),
  earlyDeaths: mostly(0, fc.nat(6)),
  isHung: mostly(false, fc.boolean()),
  downInstances: mostly(0, fc.nat(8)),
  overLimit: maybe(fc.constant('it uses 500 MB of 512 MB')),
  isLimitPassed: fc.boolean(),
  recentDowns: mostly(0, fc.nat(6)),
  probes: fc.record({
    lastMs: maybe(fc.double({ min: 0, max: 5_000, noNaN: true })),
    recentMs: maybe(fc.double({ min: 0, max: 5_000, noNaN: true })),
    usualMs: maybe(fc.double({ min: 0, max: 1_000, noNaN: true })),
    isBusy: fc.boolean(),
  }),
  zombies: mostly(0, fc.nat(80)),
  usage: maybe(
    fc.record({ processes: fc.nat(9), memoryBytes: maybe(fc.nat(1e9)), cpuPercent: maybe(fc.nat(200)) }),
  ),
  uptimeMs: maybe(fc.nat(1e9)),
  isInstalling: fc.boolean(),
  atMs: fc.constant(AT_MS),
});

const trend: fc.Arbitrary<Trend> = fc.record({
  server: fc.constant('any'),
  metric: fc.constantFrom('memory_bytes', 'threads'),
  from: fc.constant(iso(AT_MS - 3_600_000)),
  to: fc.constant(iso(AT_MS)),
  samples: fc.nat(2_000),
  average: fc.nat(1e9),
  peak: fc.nat(1e9),
  peak_at: fc.constant(iso(AT_MS)),
  slope_per_hour: maybe(fc.nat(1e8)),
  limit: maybe(fc.nat(1e9)),
  reaches_limit_at: maybe(fc.nat(7 * 86_400_000).map((ms) => iso(AT_MS + ms))),
  is_leak: fc.boolean(),
  sentence: maybe(fc.constant('Memory grows by 96 MB an hour')),
});

const dependency: fc.Arbitrary<DependencyView> = fc.record({
  name: fc.constantFrom('db', 'api'),
  kind: fc.constantFrom('http', 'tcp', 'file', 'command', 'server'),
  target: fc.constant('db:5432'),
  critical: fc.boolean(),
  status: fc.constantFrom('healthy', 'unhealthy', 'unknown'),
  message: fc.constant('connection refused'),
  ms: fc.constant(1),
  checked_at: fc.constant(iso(AT_MS)),
});

const evidence: fc.Arbitrary<HealthEvidence> = fc.record({
  requests: maybe(
    fc.record({
      requests: fc.nat(200),
      errorRate: fc.double({ min: 0, max: 1, noNaN: true }),
      p95Ms: maybe(fc.double({ min: 0, max: 10_000, noNaN: true })),
      usualP95Ms: maybe(fc.double({ min: 0, max: 1_000, noNaN: true })),
    }),
  ),
  breaker: mostly<HealthEvidence['breaker']>('closed', fc.constantFrom('half-open', 'open')),
  breakerReason: maybe(fc.constant('5 requests in a row failed; the next request is a trial')),
  dependencies: mostly<DependencyView[]>([], fc.array(dependency, { maxLength: 4 })),
  trends: mostly<Trend[]>([], fc.array(trend, { maxLength: 3 })),
});

/** Ways in which one thing alone gets worse. */
const WORSE: readonly ((facts: ServerFacts) => ServerFacts)[] = [
  (one) => ({ ...one, missedProbes: one.missedProbes + 1 }),
  (one) => ({ ...one, earlyDeaths: one.earlyDeaths + 1 }),
  (one) => ({ ...one, isHung: true }),
  (one) => ({ ...one, downInstances: one.downInstances + 1 }),
  (one) => ({ ...one, overLimit: one.overLimit ?? 'it uses 500 MB of 512 MB' }),
  (one) => ({ ...one, isLimitPassed: true }),
  (one) => ({ ...one, recentDowns: (one.recentDowns ?? 0) + 1 }),
  (one) => ({ ...one, zombies: (one.zombies ?? 0) + 1 }),
  (one) => ({ ...one, zombies: (one.zombies ?? 0) + 60 }),
  (one) =>
    one.probes === undefined || one.probes.recentMs === null
      ? one
      : { ...one, probes: { ...one.probes, recentMs: one.probes.recentMs * 10 } },
  (one) => ({ ...one, state: one.state === 'ready' ? 'backing-off' : one.state }),
];

const WORSE_EVIDENCE: readonly ((evidence: HealthEvidence) => HealthEvidence)[] = [
  (one) => ({ ...one, breaker: one.breaker === 'closed' ? 'half-open' : 'open' }),
  (one) => withRequests(one, ({ errorRate }) => ({ errorRate: Math.min(1, errorRate + 0.2) })),
  (one) => withRequests(one, ({ p95Ms }) => ({ p95Ms: p95Ms === null ? null : p95Ms * 4 })),
  (one) => ({
    ...one,
    dependencies: one.dependencies.map((it) => ({ ...it, status: 'unhealthy' as const })),
  }),
  (one) => ({ ...one, dependencies: one.dependencies.map((it) => ({ ...it, critical: true })) }),
  (one) => ({ ...one, trends: one.trends.map((it) => ({ ...it, is_leak: true })) }),
  (one) => ({
    ...one,
    trends: one.trends.map((it) => ({ ...it, reaches_limit_at: it.reaches_limit_at && iso(AT_MS + 60_000) })),
  }),
  (one) => ({
    ...one,
    trends: one.trends.map((it) => ({ ...it, reaches_limit_at: it.reaches_limit_at ?? iso(AT_MS + 60_000) })),
  }),
];

type Requests = NonNullable<HealthEvidence['requests']>;

function withRequests(
  one: HealthEvidence,
  change: (requests: Requests) => Partial<Requests>,
): HealthEvidence {
  return one.requests === null ? one : { ...one, requests: { ...one.requests, ...change(one.requests) } };
}

const RUNS = { numRuns: 500, seed: 6 };

describe('whatever is known of a server', () => {
  it('has a score exactly where there is evidence for a verdict', () => {
    fc.assert(
      fc.property(facts, evidence, (one, known) => {
        const { health, report } = judgeServer(one, known);
        expect(report.score === null).toBe(health === 'unknown');
        expect(report.status).toBe(health);
      }),
      RUNS,
    );
  });

  it('names every point that was lost, and no other', () => {
    fc.assert(
      fc.property(facts, evidence, (one, known) => {
        const { reasons, report } = judgeServer(one, known);
        const points = report.lost.reduce((sum, lost) => sum + lost.points, 0);
        if (report.score === null) expect(report.lost).toEqual([]);
        else expect(report.score).toBe(Math.max(0, 100 - points));
        for (const lost of report.lost) {
          expect(lost.points).toBeGreaterThan(0);
          expect(lost.sentence).not.toBe('');
          expect(reasons).toContain(lost.sentence);
        }
      }),
      RUNS,
    );
  });

  it('is as bad as the worst thing about it, which comes first', () => {
    fc.assert(
      fc.property(facts, evidence, (one, known) => {
        const { health, reasons, report } = judgeServer(one, known);
        if (health === 'unknown') return;
        expect(report.lost[0]?.makes ?? 'healthy').toBe(health);
        expect(reasons[0]).toBe(report.lost[0]?.sentence);
        if (health !== 'healthy') expect(reasons.length).toBeGreaterThan(0);
        const points = report.lost.map((lost) => lost.points);
        expect(points).toEqual(points.toSorted((a, b) => b - a));
      }),
      RUNS,
    );
  });

  it('shows a lamp that says the same as the verdict', () => {
    const lamps = { healthy: ['ok'], degraded: ['warn'], unhealthy: ['bad'], unknown: ['info', 'off'] };
    fc.assert(
      fc.property(facts, evidence, (one, known) => {
        const { health, lamp } = judgeServer(one, known);
        expect(lamps[health]).toContain(lamp);
      }),
      RUNS,
    );
  });

  it('never scores higher when one thing gets worse', () => {
    fc.assert(
      fc.property(facts, evidence, (one, known) => {
        const before = judgeServer(one, known).report.score;
        if (before === null) return;
        for (const worse of WORSE)
          expect(judgeServer(worse(one), known).report.score).toBeLessThanOrEqual(before);
        for (const worse of WORSE_EVIDENCE)
          expect(judgeServer(one, worse(known)).report.score).toBeLessThanOrEqual(before);
      }),
      { ...RUNS, numRuns: 1_000 },
    );
  });

  it('speaks of each level with evidence, and of four in all', () => {
    fc.assert(
      fc.property(facts, evidence, (one, known) => {
        const { report } = judgeServer(one, known);
        expect(report.levels.map(({ level }) => level)).toEqual([
          'process',
          'protocol',
          'requests',
          'dependencies',
        ]);
        for (const { evidence: said } of report.levels) expect(said).not.toMatch(/^$|NaN|undefined|null/);
      }),
      RUNS,
    );
  });
});
