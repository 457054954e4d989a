import { expect, test, vi } from 'vitest';
import { fakeServerTraffic } from '../../../fakes/server-traffic.ts';
import { fakeServerView } from '../../../fakes/server-view.ts';
import { openAdmin } from './open-admin.ts';

test('servers are listed with state and reason, or only those in a state', async () => {
  const problem = { code: 'exited' as const, message: 'it exited with code 1', fix: 'look at its log' };
  const { use } = openAdmin({
    servers: [
      fakeServerView('memory'),
      fakeServerView('time', { state: 'failed', health: 'unhealthy', problem }),
    ],
  });
  expect((await use('list_servers')).structuredContent).toMatchObject({
    servers: [
      { name: 'memory', state: 'ready' },
      { name: 'time', reason: 'it exited with code 1', next_step: 'look at its log' },
    ],
  });
  const failed = await use('list_servers', { states: ['failed'] });
  expect(failed.structuredContent).toMatchObject({ servers: [{ name: 'time' }] });
  expect(failed.content[0]?.text).toBe('1 servers, 0 of them ready.');
});

test('statistics tell requests, latency, memory and restarts, of one server its slowest tools too', async () => {
  const traffic = fakeServerTraffic('memory', { requests: 12, errors: 3, error_rate: 0.25, p95_ms: 40 });
  const exit = { at: '2026-01-01T00:00:00.000Z', code: 1, signal: null, stderr: 'boom' };
  const slow = {
    server: 'memory',
    method: 'tools/call',
    target: 'search',
    requests: 12,
    errors: 3,
    p50_ms: 1,
    p95_ms: 40,
    p99_ms: 50,
    max_ms: 60,
    last_at: '2026-01-01T00:00:00.000Z',
  };
  const { use } = openAdmin({
    servers: [fakeServerView('memory', { traffic, restarts: 4, last_exit: exit }), fakeServerView('time')],
    answers: { latencies: () => ({ latencies: Array.from({ length: 30 }, () => slow) }) },
  });
  const one = await use('server_statistics', { server: 'memory' });
  expect(one.structuredContent?.['servers']).toMatchObject([
    {
      requests: 12,
      errors: 3,
      error_rate_last_minute: 0.25,
      p95_ms_last_minute: 40,
      restarts: 4,
      last_exit: '2026-01-01T00:00:00.000Z: exit code 1, boom',
    },
  ]);
  expect(one.structuredContent?.['slowest']).toHaveLength(20);
  const all = await use('server_statistics');
  expect(all.structuredContent?.['servers']).toHaveLength(2);
});

test('a start waits until the server is ready, and tells how it goes on', async () => {
  const server = fakeServerView('memory', { state: 'starting' });
  const { use, clock, told, asked } = openAdmin({ servers: [server] });
  const answer = use('start_server', { server: 'memory' });
  await vi.waitFor(() => expect(told).toEqual(['memory is starting']));
  Object.assign(server, { state: 'ready' });
  clock.advance(250);
  const { structuredContent } = await answer;
  expect(structuredContent).toMatchObject({ server: { state: 'ready' } });
  expect(asked).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});

test('a start that takes longer than the client wants to wait says how far it is', async () => {
  const { use, clock, told } = openAdmin({ servers: [fakeServerView('memory', { state: 'starting' })] });
  const answer = use('start_server', { server: 'memory', wait_seconds: 0.2 });
  await vi.waitFor(() => expect(told).toHaveLength(1));
  clock.advance(250);
  expect((await answer).content[0]?.text).toBe('memory is starting.');
});
