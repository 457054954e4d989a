import { expect, test } from 'vitest';
import { NO_EVIDENCE } from '#engine/health/health.ts';
import { FIXTURES, fixture } from '../harness/fixture.ts';
import { until } from '../harness/until.ts';
import { openSupervision } from '../supervision/open-supervision.ts';

const view = ({ supervision }: Awaited<ReturnType<typeof openSupervision>>) => supervision.view('app');

test('a server that answers has a hundred points, and one that is stopped has none to give', async () => {
  const open = await openSupervision({ app: fixture('well-behaved') });
  await until('it is ready', () => view(open)?.state === 'ready');
  const health = await until('it was probed', async () => {
    await open.supervision.sample();
    const now = open.supervision.health('app');
    return now.levels[1]?.evidence.startsWith('it answered the last probe in ') === true ? now : null;
  });
  expect(health).toMatchObject({ server: 'app', status: 'healthy', score: 100, lost: [], dependencies: [] });
  expect(health.levels[0]?.evidence).toMatch(/^it has run for .*: 1 process, \d+ MB, /);
  expect(view(open)?.score).toBe(100);
  await open.supervision.stop(['app']);
  expect(open.supervision.health('app')).toMatchObject({ status: 'unknown', score: null });
  expect(view(open)?.score).toBeNull();
});

test('what the rooms above know of a server counts in the verdict on it', async () => {
  const sentence = 'Memory grows by 96 MB an hour';
  const open = await openSupervision(
    { app: fixture('well-behaved') },
    {
      evidence: () => ({
        ...NO_EVIDENCE,
        breaker: 'open',
        breakerReason: '5 requests in a row failed; requests are refused for 60 s',
        dependencies: [
          {
            name: 'db',
            kind: 'tcp',
            target: 'db:5432',
            critical: true,
            status: 'unhealthy',
            message: 'refused the connection',
            ms: 1,
            checked_at: new Date().toISOString(),
          },
        ],
        trends: [
          {
            server: 'app',
            metric: 'memory_bytes',
            from: '2026-01-01T00:00:00.000Z',
            to: '2026-01-01T06:00:00.000Z',
            samples: 10,
            average: 1,
            peak: 1,
            peak_at: '2026-01-01T06:00:00.000Z',
            slope_per_hour: 96e6,
            limit: null,
            reaches_limit_at: null,
            is_leak: true,
            sentence,
          },
        ],
      }),
    },
  );
  await until('it is ready', () => view(open)?.state === 'ready');
  expect(view(open)).toMatchObject({
    health: 'unhealthy',
    lamp: 'bad',
    score: 0,
    forecast: sentence,
    health_reasons: [
      'it needs db: refused the connection',
      'its circuit breaker is open: 5 requests in a row failed; requests are refused for 60 s',
      sentence,
    ],
  });
  expect(open.supervision.health('app').dependencies.length).toBe(1);
});

test('a server that went down loses points for ten minutes after it is back', async () => {
  const open = await openSupervision({ app: fixture('well-behaved') });
  const first = await until('it is ready', () => (view(open)?.state === 'ready' ? view(open)?.pid : null));
  process.kill(first, 'SIGKILL');
  await until('it is back', () => view(open)?.state === 'ready' && view(open)?.pid !== first);
  expect(view(open)).toMatchObject({
    health: 'healthy',
    score: 95,
    health_reasons: ['it went down once within the last ten minutes'],
  });
});

test('a start by hand forgives what was', async () => {
  const open = await openSupervision({ app: fixture('well-behaved') });
  const first = await until('it is ready', () => (view(open)?.state === 'ready' ? view(open)?.pid : null));
  process.kill(first, 'SIGKILL');
  await until('it is back', () => view(open)?.state === 'ready' && view(open)?.pid !== first);
  open.supervision.restart(['app']);
  await until('it is ready again', () => view(open)?.state === 'ready' && view(open)?.score === 100);
});

test.runIf(process.platform === 'linux')('processes that nobody takes notice of cost points', async () => {
  // The server takes the place of the shell, and knows nothing of the child that the shell had.
  const script = `true & exec "${process.execPath}" "${FIXTURES}well-behaved.js"`;
  const open = await openSupervision({ app: { command: '/bin/sh', args: ['-c', script] } });
  await until('it is ready', () => view(open)?.state === 'ready');
  await open.supervision.sample();
  expect(view(open)?.score).toBe(100);
  await open.supervision.sample();
  expect(view(open)).toMatchObject({ health: 'healthy', score: 95 });
  expect(view(open)?.health_reasons[0]).toMatch(/^1 process of its tree ended and is still listed/);
});
