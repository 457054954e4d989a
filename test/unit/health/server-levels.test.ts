import { expect, it } from 'vitest';
import type { Trend } from '#contract/metric.ts';
import { type HealthEvidence, NO_EVIDENCE } from '#engine/health/evidence.ts';
import { judgeServer } from '#engine/health/judge-server.ts';
import type { ServerFacts } from '#engine/health/server-facts.ts';

const AT_MS = Date.UTC(2026, 0, 1, 12);
const calm: ServerFacts = {
  state: 'ready',
  missedProbes: 0,
  problem: null,
  earlyDeaths: 0,
  isHung: false,
  downInstances: 0,
  overLimit: null,
  probes: { lastMs: 2, recentMs: 2, usualMs: 2, isBusy: false },
  usage: { processes: 3, memoryBytes: 212_000_000, cpuPercent: 1.5 },
  uptimeMs: 12_000_000,
  atMs: AT_MS,
};

const verdict = (facts: Partial<ServerFacts>, evidence: Partial<HealthEvidence> = {}) =>
  judgeServer({ ...calm, ...facts }, { ...NO_EVIDENCE, ...evidence });

function lossOf(facts: Partial<ServerFacts>, evidence: Partial<HealthEvidence> = {}) {
  const { health, report } = verdict(facts, evidence);
  return [health, report.lost.map(({ code, sentence }) => [code, sentence])];
}

function evidenceAt(level: string, facts: Partial<ServerFacts>, evidence: Partial<HealthEvidence> = {}) {
  const found = verdict(facts, evidence).report.levels.find((one) => one.level === level);
  return [found?.status, found?.evidence];
}

const requests = { requests: 200, errorRate: 0, p95Ms: 20, usualP95Ms: 18 };

it('gives a hundred points to a server of which all is well, and says what that rests on', () => {
  const { report } = verdict({}, { requests });
  expect(report).toEqual({
    status: 'healthy',
    score: 100,
    lost: [],
    levels: [
      {
        level: 'process',
        status: 'healthy',
        evidence: 'it has run for 3 h 20 min: 3 processes, 212 MB, 1.5 % of a core',
      },
      { level: 'protocol', status: 'healthy', evidence: 'it answered the last probe in 2 ms' },
      {
        level: 'requests',
        status: 'healthy',
        evidence: '200 requests in the last minute: none failed, 95 % took at most 20 ms (18 ms is usual)',
      },
      {
        level: 'dependencies',
        status: 'unknown',
        evidence: 'nothing that it needs is configured to be checked',
      },
    ],
  });
});

it.each([
  [{ recentDowns: 1 }, 'healthy', [['restarts', 'it went down once within the last ten minutes']]],
  [{ earlyDeaths: 3 }, 'degraded', [['unsteady', 'it went down 3 times within ten minutes']]],
  [{ downInstances: 2 }, 'degraded', [['instances-down', '2 of its instances are down']]],
  [{ downInstances: 1, recentDowns: 1 }, 'degraded', [['instances-down', '1 of its instances is down']]],
  [{ overLimit: 'it uses 9' }, 'degraded', [['near-limit', 'it uses 9']]],
  [{ overLimit: 'it uses 9', isLimitPassed: true }, 'degraded', [['over-limit', 'it uses 9']]],
  [
    { zombies: 1 },
    'healthy',
    [['zombies', '1 process of its tree ended and is still listed, for its parent takes no notice']],
  ],
  [{ missedProbes: 2 }, 'degraded', [['missed-probes', 'it did not answer 2 probes in a row']]],
  [
    { probes: { lastMs: 900, recentMs: 900, usualMs: 10, isBusy: false } },
    'healthy',
    [['slow-probes', 'it answers probes in 900 ms, and 10 ms is usual']],
  ],
  [
    { isHung: true, problem: 'hangs: no answer to 3 probes of 8 s each', missedProbes: 3 },
    'unhealthy',
    [['hung', 'hangs: no answer to 3 probes of 8 s each']],
  ],
] as const)('names what %o costs', (facts, health, lost) => {
  expect(lossOf(facts)).toEqual([health, lost]);
});

it('loses the more points the worse it is', () => {
  const scores = [
    verdict({ recentDowns: 1 }),
    verdict({ overLimit: 'near' }),
    verdict({ overLimit: 'over', isLimitPassed: true }),
    verdict({ isHung: true, problem: 'hangs' }),
    verdict({ state: 'backing-off', problem: 'exited with code 1' }),
  ].map(({ report }) => report.score);
  expect(scores).toEqual([95, 85, 70, 20, 0]);
});

it('does not call a fast server slow that takes 4 ms instead of 1', () => {
  expect(verdict({ probes: { lastMs: 8, recentMs: 8, usualMs: 1, isBusy: false } }).report.score).toBe(100);
});

it.each([
  [{ ...requests, errorRate: 0.04 }, 'healthy', []],
  [
    { ...requests, errorRate: 0.1 },
    'healthy',
    [['errors', '10 % of the 200 requests of the last minute failed']],
  ],
  [
    { ...requests, errorRate: 0.5 },
    'degraded',
    [['many-errors', '50 % of the 200 requests of the last minute failed']],
  ],
  [{ ...requests, requests: 19, errorRate: 1 }, 'healthy', []],
  [
    { ...requests, p95Ms: 150, usualP95Ms: 20 },
    'healthy',
    [['slow', '95 % of its requests take up to 150 ms, and 20 ms is usual']],
  ],
  [
    { ...requests, p95Ms: 900, usualP95Ms: 20 },
    'degraded',
    [['very-slow', '95 % of its requests take up to 900 ms, and 20 ms is usual']],
  ],
  [{ ...requests, p95Ms: 9, usualP95Ms: 1 }, 'healthy', []],
  [{ ...requests, p95Ms: 900, usualP95Ms: null }, 'healthy', []],
] as const)('judges the requests %o', (known, health, lost) => {
  expect(lossOf({}, { requests: known })).toEqual([health, lost]);
});

it('is degraded while its circuit breaker refuses requests, and says what opened it', () => {
  const breakerReason = '20 tool calls in a row failed; requests are refused for 60 s';
  expect(lossOf({}, { breaker: 'open', breakerReason })).toEqual([
    'degraded',
    [['breaker-open', `its circuit breaker is open: ${breakerReason}`]],
  ]);
});

it('loses little for a circuit breaker that is half open once nobody has asked for five minutes', () => {
  const breakerReason = '20 tool calls in a row failed; the next request is a trial';
  const halfOpen = { breaker: 'half-open', breakerReason } as const;
  expect(lossOf({}, { ...halfOpen, requests: { ...requests, requests: 0 } })).toEqual([
    'degraded',
    [['breaker-half-open', `its circuit breaker is half open: ${breakerReason}`]],
  ]);
  expect(lossOf({}, { ...halfOpen, requests: null })).toEqual([
    'healthy',
    [
      [
        'breaker-untried',
        `its circuit breaker is half open, and no client has asked for 5 minutes: ${breakerReason}`,
      ],
    ],
  ]);
  expect(verdict({}, { ...halfOpen, requests: null })).toMatchObject({ lamp: 'ok', report: { score: 95 } });
});

it('lowers nothing for what is not known', () => {
  expect(evidenceAt('requests', {})).toEqual([
    'unknown',
    'no client has asked for anything in the last 5 minutes',
  ]);
  expect(evidenceAt('requests', {}, { requests: { ...requests, requests: 3, errorRate: 1 / 3 } })).toEqual([
    'unknown',
    '3 requests in the last minute: 33 % failed, 95 % took at most 20 ms (18 ms is usual); too few to judge by',
  ]);
  expect(verdict({}, { requests: { ...requests, requests: 3, errorRate: 1 / 3 } }).report.score).toBe(100);
});

it('takes the handshake for evidence before the first probe', () => {
  const probes = { lastMs: null, recentMs: null, usualMs: null, isBusy: false };
  expect(evidenceAt('protocol', { probes })).toEqual([
    'healthy',
    'it answered the handshake; no probe has been answered yet',
  ]);
});

const trend: Trend = {
  server: 'any',
  metric: 'memory_bytes',
  from: new Date(AT_MS - 3_600_000).toISOString(),
  to: new Date(AT_MS).toISOString(),
  samples: 1_800,
  average: 3e8,
  peak: 4e8,
  peak_at: new Date(AT_MS).toISOString(),
  slope_per_hour: 96e6,
  limit: 512e6,
  reaches_limit_at: new Date(AT_MS + 3 * 3_600_000).toISOString(),
  is_leak: false,
  sentence: 'Memory grows by 96 MB an hour and reaches its 512 MB limit in 3 h',
};

it.each([
  [trend, 'healthy', 'forecast'],
  [{ ...trend, reaches_limit_at: new Date(AT_MS + 1_800_000).toISOString() }, 'degraded', 'limit-soon'],
  [{ ...trend, reaches_limit_at: null, is_leak: true }, 'healthy', 'leak'],
] as const)('tells where memory leads', (known, health, code) => {
  expect(lossOf({}, { trends: [known] })).toEqual([health, [[code, trend.sentence]]]);
});

it('says nothing of a limit that is days away', () => {
  const far = { ...trend, reaches_limit_at: new Date(AT_MS + 5 * 86_400_000).toISOString() };
  expect(verdict({}, { trends: [far] }).report.lost).toEqual([]);
});

const down = {
  name: 'db',
  kind: 'tcp',
  target: 'db:5432',
  critical: false,
  status: 'unhealthy',
  message: 'refused the connection',
  ms: 1,
  checked_at: new Date(AT_MS).toISOString(),
} as const;

it('is degraded without what it needs, and unhealthy without what is critical', () => {
  expect(lossOf({}, { dependencies: [down] })).toEqual([
    'degraded',
    [['dependency', 'it needs db: refused the connection']],
  ]);
  expect(lossOf({}, { dependencies: [{ ...down, critical: true }] })).toEqual([
    'unhealthy',
    [['critical-dependency', 'it needs db: refused the connection']],
  ]);
  expect(evidenceAt('dependencies', {}, { dependencies: [down, { ...down, status: 'unknown' }] })).toEqual([
    'degraded',
    '0 of 1 are there: db refused the connection',
  ]);
});

it('tells what a server lacks that is down or does not come up, for that may be why', () => {
  const evidence = { ...NO_EVIDENCE, dependencies: [down] };
  expect(judgeServer({ ...calm, state: 'starting' }, evidence)).toMatchObject({
    health: 'unknown',
    lamp: 'info',
    reasons: ['it has not answered yet', 'it needs db: refused the connection'],
    report: { score: null, lost: [] },
  });
  expect(judgeServer({ ...calm, state: 'failed', problem: 'exited with code 1' }, evidence)).toMatchObject({
    health: 'unhealthy',
    reasons: ['exited with code 1', 'it needs db: refused the connection'],
    report: { score: 0 },
  });
});
