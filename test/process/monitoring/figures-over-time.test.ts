import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FIXTURES, fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { pidOf } from '../harness/look.ts';
import { serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

const QUICK = { monitoring: { interval: '1s', idleInterval: '1s' } };
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const HOUR_MS = 3_600_000;

test('what was measured is there after the engine was killed', async () => {
  const home = await makeHome();
  await home.configure({ calm: fixture('well-behaved') }, QUICK);
  const measured = async (engine: Awaited<ReturnType<typeof serve>>) => {
    const page = await engine.call('series', {
      server: 'calm',
      metrics: ['memory_bytes', 'requests'],
      from: ago(5 * 60_000),
      points: 3000,
    });
    const [memory] = page.series;
    return {
      page,
      known: (memory?.mean ?? []).flatMap((value, at) => (value === null ? [] : [page.times[at] ?? 0])),
    };
  };

  const first = await serve(home);
  await first.untilReady('calm');
  const before = await until('three samples are kept', async () => {
    const { known } = await measured(first);
    return known.length >= 3 ? known : null;
  });
  process.kill(first.pid, 'SIGKILL');
  await first.ended;

  const second = await serve(home);
  await second.untilReady('calm');
  const { page, known } = await until('the new engine has measured too', async () => {
    const found = await measured(second);
    return found.known.some((second) => second > (before.at(-1) ?? 0) + 2) ? found : null;
  });
  expect(page.resolution).toBe('raw');
  expect(known.slice(0, before.length)).toEqual(before);
  expect(page.series[0]?.mean.every((value) => value === null || value > 1_000_000)).toBe(true);
});

test('a chart’s time line tells of a crash of that server, and of what is about no server', async () => {
  const home = await makeHome();
  await home.configure({ calm: fixture('well-behaved'), other: fixture('well-behaved') }, QUICK);
  const engine = await serve(home);
  const [calm] = await engine.untilReady('calm', 'other');
  if (calm === undefined) throw new Error('calm is missing');
  process.kill(pidOf(calm), 'SIGKILL');
  await engine.untilServer('calm', 'is back', ({ state, restarts }) => state === 'ready' && restarts === 1);
  const { markers } = await engine.call('markers', { server: 'calm', from: ago(HOUR_MS) });
  const kinds = markers.map(({ kind }) => kind);
  expect(kinds).toContain('went-down');
  expect(kinds).toContain('engine-started');
  expect(markers.filter(({ server }) => server === 'other')).toEqual([]);
  const { markers: none } = await engine.call('markers', { from: ago(2 * HOUR_MS), to: ago(HOUR_MS) });
  expect(none).toEqual([]);
});

test('requests of clients are counted with their latency, and a server’s own figures beside them', async () => {
  const home = await makeHome();
  const printer = join(home.folder, 'figures.sh');
  await writeFile(
    printer,
    '#!/bin/sh\necho "# TYPE jobs_waiting gauge"\necho "jobs_waiting{queue=\\"a\\"} 7"\n',
    { mode: 0o755 },
  );
  await home.configure(
    {
      asked: {
        command: process.execPath,
        args: [`${FIXTURES}answers-by-name.js`],
        metrics: { command: printer, interval: '5s' },
      },
    },
    QUICK,
  );
  const engine = await serve(home);
  await engine.untilReady('asked');
  for (let call = 0; call < 5; call++) {
    await engine.call('request', { server: 'asked', method: 'tools/list', params: {} });
  }
  const [metrics] = await until('it was sampled, and its own figures are known', async () => {
    const { servers } = await engine.call('metrics', { server: 'asked' });
    const [one] = servers;
    return one?.custom?.metrics.length === 1 && one.threads !== null ? servers : null;
  });
  expect(metrics?.custom).toMatchObject({
    error: null,
    metrics: [{ name: 'jobs_waiting', labels: { queue: 'a' }, value: 7, type: 'gauge' }],
  });
  expect(metrics?.requests).toMatchObject({ source: 'gateway', requests: 5, errors: 0 });
  expect(metrics?.threads).toBeGreaterThan(0);

  await until('both are in the history', async () => {
    const page = await engine.call('series', {
      server: 'asked',
      metrics: ['requests', 'p95_ms', 'custom:jobs_waiting{queue="a"}'],
      from: ago(5 * 60_000),
      points: 2,
    });
    const [requests, latency, own] = page.series;
    const sum = (requests?.sum ?? []).reduce<number>((all, one) => all + (one ?? 0), 0);
    return (
      // A step that begins between two samples has its share of what was counted between them.
      Math.abs(sum - 5) < 1e-6 &&
      latency?.mean.some((value) => value !== null && value > 0) &&
      own?.last.some((value) => value === 7)
    );
  });
});

test('what a server needs from elsewhere lowers its score by name, and no longer once it is there', async () => {
  const home = await makeHome();
  const needed = join(home.folder, 'needed.txt');
  const health = { checks: [{ name: 'its notes', file: needed, interval: '1s', critical: true }] };
  await home.configure({ needy: fixture('well-behaved', { health }) }, QUICK);
  const engine = await serve(home);
  const ill = await engine.untilServer('needy', 'lacks its file', ({ health }) => health === 'unhealthy');
  expect(ill).toMatchObject({ state: 'ready', lamp: 'bad' });
  expect(ill.score).toBeLessThan(100);
  const report = (await engine.call('health', {})).servers.find(({ server }) => server === 'needy');
  expect(report?.lost.map(({ sentence }) => sentence).join()).toContain('its notes');
  expect(report?.dependencies).toMatchObject([{ name: 'its notes', kind: 'file', status: 'unhealthy' }]);
  await engine.untilRegister('the file is missed', ({ kind }) => kind === 'dependency-down');

  await writeFile(needed, 'here');
  const well = await engine.untilServer('needy', 'has its file', ({ health }) => health === 'healthy');
  expect(well.score).toBe(100);
  await engine.untilRegister('the file is back', ({ kind }) => kind === 'dependency-back');
});

test('requests of the last moments before a quit are not missing afterwards', async () => {
  const home = await makeHome();
  await home.configure(
    { asked: { command: process.execPath, args: [`${FIXTURES}answers-by-name.js`] } },
    { monitoring: { interval: '1m', idleInterval: '1m' } },
  );
  const first = await serve(home);
  await first.untilReady('asked');
  for (let call = 0; call < 7; call++) {
    await first.call('request', { server: 'asked', method: 'tools/list', params: {} });
  }
  expect(await first.end()).toBe(0);
  const second = await serve(home);
  const { series } = await second.call('series', {
    server: 'asked',
    metrics: ['requests'],
    from: ago(HOUR_MS),
  });
  expect(series[0]?.sum.reduce<number>((all, one) => all + (one ?? 0), 0)).toBeCloseTo(7, 6);
});

test('a span that ends before it begins is refused with its reason', async () => {
  const home = await makeHome();
  await home.configure({ calm: fixture('well-behaved') });
  const engine = await serve(home);
  const span = { from: ago(0), to: ago(HOUR_MS) };
  const asked = engine.call('series', { server: 'calm', metrics: ['requests'], ...span });
  await expect(asked).rejects.toThrow('from must be before to');
  await expect(engine.call('markers', span)).rejects.toThrow('from must be before to');
});
