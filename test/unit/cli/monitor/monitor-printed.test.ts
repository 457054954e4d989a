import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeServerTraffic } from '../../../fakes/server-traffic.ts';
import { makeCliHome } from '../run-cli.ts';
import { samplePass } from './figures-of.ts';
import { type MonitoredHome, makeMonitoredHome, SAMPLED_AT } from './monitored-home.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };

let home: MonitoredHome;
beforeEach(async () => {
  home = await makeMonitoredHome();
});

describe('monitor without a terminal', () => {
  test('--once prints a table without colours or drawings', async () => {
    const run = home.run('monitor', '--once');
    expect(await run.exitCode).toBe(0);
    expect(run.out[0]).toBe('● 2026-11-21 14:30:00 · All clear · 2 healthy');
    expect(run.out[2]).toMatch(
      /SERVER +STATE +SCORE +CPU +MEMORY +REQ\/S +P95 +ERRORS +REJECTED +RESTARTS +UPTIME$/,
    );
    expect(run.out[3]).toMatch(/^● {2}memory +ready +100 +1\.3 % +80 MB/);
    expect(run.out.join('\n')).not.toMatch(/[▁-█]/);
    expect(run.out.join('\n')).not.toContain('\u001b');
  });

  test('--once --json prints what scripts read', async () => {
    const run = home.run('monitor', '--once', '--json');
    expect(await run.exitCode).toBe(0);
    expect(JSON.parse(run.out.join('\n'))).toMatchObject({
      timestamp: new Date(2026, 10, 21, 14, 30).toISOString(),
      servers: [{ name: 'memory', state: 'ready', threads: 11, open_files: null }, { name: 'off' }],
      running: ['memory'],
      not_running: ['off'],
      summary: { total: 2, running: 1, not_running: 1, healthy: 1, unknown: 1, cpu_percent: null },
    });
  });

  test('prints a block each interval with what changed between, until Ctrl+C', async () => {
    const run = home.run('monitor', '--interval', '1');
    const rows = () => run.out.filter((line) => line.includes('  memory '));
    await vi.waitFor(() => expect(rows()).toHaveLength(1), PATIENCE);
    const [memory] = home.withMemory({ state: 'backing-off', lamp: 'bad' }).servers;
    if (memory === undefined) throw new Error('no server');
    const { overview } = home.snapshot;
    home.engine.publish({
      topic: 'servers',
      data: { overview, changed: [memory], removed: ['off'], order: ['memory'] },
    });
    await vi.waitFor(() => expect(rows().at(-1)).toContain('backing-off'), PATIENCE);
    run.interrupt();
    expect(await run.exitCode).toBe(0);
    expect(run.out.slice(-5).join('\n')).not.toContain('○  off');
  });

  test('a table says when the servers were sampled, which has its own pace', async () => {
    home.snapshot = { ...home.snapshot, samples: [samplePass({ memory: { cpu: 1 } }, 7)] };
    const run = home.run('monitor', '--once');
    expect(await run.exitCode).toBe(0);
    expect(run.out[0]).toMatch(/ · sampled \d\d:00:07$/);
  });

  test('--json prints a line each interval, and says when that was sampled', async () => {
    const run = home.run('monitor', '--json', '--interval', '1');
    await vi.waitFor(() => expect(run.out.length).toBeGreaterThanOrEqual(2), PATIENCE);
    run.interrupt();
    expect(await run.exitCode).toBe(0);
    for (const line of run.out)
      expect(JSON.parse(line)).toMatchObject({ running: ['memory'], sampled_at: SAMPLED_AT });
  });

  test('the second line comes an interval after the first, however long the connection took', async () => {
    const printedMs: number[] = [];
    home.onAsked = (path) => {
      // A busy machine, for most of an interval.
      if (path === '/queries/snapshot') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
      if (path === '/queries/metrics') printedMs.push(performance.now());
    };
    const run = home.run('monitor', '--json', '--interval', '1');
    await vi.waitFor(() => expect(run.out.length).toBeGreaterThanOrEqual(2), PATIENCE);
    run.interrupt();
    expect(await run.exitCode).toBe(0);
    const [first = 0, second = 0] = printedMs;
    // A timer may be a moment early.
    expect(second - first).toBeGreaterThan(990);
  });

  test.each([[[]], [['--json']]])(
    'prints nothing while the engine is away, and goes on with the next: %s',
    async (more) => {
      const run = home.run('monitor', '--interval', '1', ...more);
      await vi.waitFor(() => expect(run.out.length).toBeGreaterThan(0), PATIENCE);
      await home.engine.close();
      await vi.waitFor(() => expect(run.notes.join()).toContain('was lost'), PATIENCE);
      const before = run.out.length;
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(run.out).toHaveLength(before);
      const next = await home.startNext();
      await vi.waitFor(() => expect(next.followers.size).toBe(1), PATIENCE);
      await vi.waitFor(() => expect(run.out.length).toBeGreaterThan(before), PATIENCE);
      run.interrupt();
      expect(await run.exitCode).toBe(0);
    },
  );

  test('--duration gives least, mean and most, and what was asked meanwhile', async () => {
    home.snapshot = home.withMemory({
      traffic: fakeServerTraffic('memory', { requests: 10, errors: 1 }),
      restarts: 2,
    });
    const run = home.run('monitor', '--duration', '86400', '--json');
    await vi.waitFor(() => expect(home.engine.followers.size).toBe(1), PATIENCE);
    for (const cpu of [10, 20, 60])
      home.engine.publish({ topic: 'samples', data: samplePass({ memory: { cpu } }) });
    home.snapshot = home.withMemory({
      traffic: fakeServerTraffic('memory', { requests: 25, errors: 1, rejected: 4 }),
      restarts: 3,
    });
    // What was sent before the end of the connection has arrived when that is told.
    for (const follower of home.engine.followers) follower.close();
    await vi.waitFor(() => expect(run.notes.join()).toContain('was lost'), PATIENCE);
    run.interrupt();
    expect(await run.exitCode).toBe(0);
    const report = JSON.parse(run.out.join('\n'));
    expect(report).toMatchObject({
      running: ['memory'],
      not_running: ['off'],
      processes: [{ pid: 7 }, { pid: 9, status: 'zombie' }],
      summary: { requests: 25, errors: 1, rejected: 4, zombies: 1 },
    });
    expect(report.servers[0].measured).toEqual({
      samples: 3,
      cpu_percent: { min: 10, mean: 30, max: 60 },
      memory_bytes: { min: 80_000_000, mean: 80_000_000, max: 80_000_000 },
      requests: 15,
      errors: 0,
      rejected: 4,
      restarts: 1,
    });
    expect(report.servers[1].measured).toMatchObject({ samples: 0, cpu_percent: null, memory_bytes: null });
    expect(report.duration_seconds).toBeGreaterThanOrEqual(0);
  });

  test('--duration does not take the counts of another engine for requests', async () => {
    home.snapshot = home.withMemory({ traffic: fakeServerTraffic('memory', { requests: 10 }) });
    const run = home.run('monitor', '--duration', '86400', '--json');
    await vi.waitFor(() => expect(home.engine.followers.size).toBe(1), PATIENCE);
    const { snapshot } = home;
    home.snapshot = { ...snapshot, engine: { ...snapshot.engine, started_at: '2026-11-21T11:00:00.000Z' } };
    run.interrupt();
    expect(await run.exitCode).toBe(0);
    expect(JSON.parse(run.out.join('\n')).servers[0].measured).toMatchObject({
      requests: null,
      errors: null,
    });
  });

  test.each([
    ['--once', '--interval', '5'],
    ['--once', '--duration', '5'],
    ['--interval', '0'],
    ['--interval', '61'],
    ['--duration', 'x'],
  ])('refuses %s %s %s', async (...argv) => {
    expect(await home.run('monitor', ...argv.filter((arg) => arg !== undefined)).exitCode).toBe(2);
  });

  test('says so where no engine runs', async () => {
    const other = await makeCliHome();
    for (const argv of [['--once'], ['--json'], ['--duration', '1'], []]) {
      const run = other.run('monitor', ...argv);
      expect(await run.exitCode).toBe(3);
      expect(run.out).toEqual([]);
    }
    await other.remove();
  });
});
