import { expect, test } from 'vitest';
import type { SamplePass } from '#contract/snapshot.ts';
import { scoreWords } from '../../../../renderer/format/health-words.ts';
import { hostHealth } from '../../../../renderer/screens/dashboard/notes/host-health.ts';
import { usagePoints } from '../../../../renderer/screens/dashboard/servers/cells/usage-points.ts';
import { lowestScore, totalRate } from '../../../../renderer/screens/dashboard/sums.ts';
import { healthOverview, lostPoints, report } from '../figures/made-up-health.ts';
import { serverView } from '../made-up.ts';
import { flow, traffic } from '../made-up-traffic.ts';

test('a score is told with every point that it lacks', () => {
  const lost = [lostPoints(8, 'p95 is 2.31 s, usually 180 ms'), lostPoints(5, '3.1 % of requests failed')];
  expect(scoreWords(87, lost, [])).toBe(
    '87 of 100\n−8 p95 is 2.31 s, usually 180 ms\n−5 3.1 % of requests failed',
  );
  expect(scoreWords(100, [], [])).toBe('100 of 100: no points lost');
});

test('before the points are known the reasons stand for them, and no score is told as such', () => {
  expect(scoreWords(87, [], ['it did not answer the last probe'])).toBe(
    '87 of 100\nit did not answer the last probe',
  );
  expect(scoreWords(null, [], ['it is not running'])).toBe(
    'No score: there is no evidence yet\nit is not running',
  );
});

test('the lowest score is that of a server with evidence', () => {
  expect(lowestScore([serverView({ score: null })])).toBeNull();
  const servers = [
    serverView({ name: 'none', score: null }),
    serverView({ name: 'good', score: 100 }),
    serverView({ name: 'bad', score: 12, lamp: 'bad' }),
  ];
  expect(lowestScore(servers)).toEqual({ name: 'bad', score: 12, lamp: 'bad' });
});

test('requests of all servers are added up, and unknown before the gateway told anything', () => {
  expect(totalRate(null)).toBeNull();
  expect(totalRate(traffic())).toBe(0);
  const flows = [
    flow('Cursor', 'a', { requests_per_second: 2 }),
    flow('Cursor', 'b', { requests_per_second: 1.5 }),
  ];
  expect(totalRate(traffic({ flows }))).toBe(3.5);
});

test('a line has no point where a figure was not known, and a server by any name has its own', () => {
  const pass = (second: number, rate: number | null): SamplePass => ({
    at: new Date(second * 1000).toISOString(),
    servers: {
      constructor: {
        cpu_percent: second,
        memory_bytes: 1,
        processes: 1,
        requests_per_second: rate,
        errors_per_second: rate,
      },
    },
  });
  const samples = [pass(1, null), pass(3, 0.5)];
  expect(usagePoints(samples, 'constructor').cpu).toEqual([
    { atMs: 1000, value: 1 },
    { atMs: 3000, value: 3 },
  ]);
  expect(usagePoints(samples, 'constructor').requests).toEqual([{ atMs: 3000, value: 0.5 }]);
  expect(usagePoints(samples, 'toString').memory).toEqual([]);
});

test('Signalbox and the machine are told of together, the worse status and the most points first', () => {
  const overview = healthOverview({
    engine: report({ status: 'degraded', lost: [lostPoints(5, 'late', { level: 'engine' })] }),
    system: report({ status: 'unhealthy', lost: [lostPoints(40, 'disk full', { level: 'system' })] }),
  });
  const host = hostHealth(overview);
  expect(host.status).toBe('unhealthy');
  expect(host.lost.map(({ sentence }) => sentence)).toEqual(['disk full', 'late']);
  const young = hostHealth(healthOverview({ engine: report({ status: 'unknown' }) }));
  expect(young.status).toBe('unknown');
});
