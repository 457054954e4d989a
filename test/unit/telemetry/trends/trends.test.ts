import { describe, expect, it, vi } from 'vitest';
import type { Step } from '#engine/telemetry/history/history.ts';
import { createTrends, type TrendServer } from '#engine/telemetry/telemetry.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const MB = 1_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A history in which memory is what `memoryAt` says at each moment, and nothing else was measured. */
function watch(servers: readonly TrendServer[], memoryAt: (ms: number) => number) {
  const clock = new FakeClock();
  const spans: { server: string; metric: string; fromMs: number; toMs: number }[] = [];
  const told = { onLeak: vi.fn(), onChange: vi.fn(), onFault: vi.fn() };
  let fault: Error | null = null;
  const current = { servers };
  const trends = createTrends({
    clock,
    servers: () => current.servers,
    history: {
      async steps(server, metric, { fromMs, toMs, stepMs }) {
        if (fault !== null) throw fault;
        spans.push({ server, metric, fromMs, toMs });
        const steps: Step[] = [];
        for (let atMs = fromMs; metric === 'memory_bytes' && atMs < toMs; atMs += stepMs) {
          const value = memoryAt(atMs);
          steps.push({ atMs, min: value, max: value, sum: value, count: 1 });
        }
        return steps;
      },
    },
    ...told,
  });
  /** In pieces, so that what hangs on promises runs between. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 2_000) {
      clock.advance(Math.min(left, 2_000));
      for (let turn = 0; turn < 12; turn++) await Promise.resolve();
    }
  }
  return { clock, trends, spans, pass, current, ...told, fail: (error: Error | null) => (fault = error) };
}

const startOf = (clock: FakeClock) => clock.now();
const github = (startedAtMs: number | null, memoryLimitBytes: number | null = 512 * MB): TrendServer => ({
  name: 'github',
  startedAtMs,
  memoryLimitBytes,
});

describe('the trends of all servers', () => {
  const start = startOf(new FakeClock());

  it('tell where memory leads, and that this has changed', async () => {
    const { trends, pass, onChange, onLeak } = watch(
      [github(start)],
      (ms) => ((ms - start) / HOUR_MS) * 200 * MB,
    );
    expect(trends.of('github')).toEqual([]);
    await pass(HOUR_MS);
    expect(trends.of('github')).toMatchObject([{ metric: 'memory_bytes', server: 'github' }]);
    expect(trends.forecast('github')).toMatch(
      /^Memory grows by 200 MB an hour and reaches its 512 MB limit in/,
    );
    expect(onChange).toHaveBeenCalledWith('github');
    expect(onLeak).not.toHaveBeenCalled();
    trends.close();
  });

  it('tell of a leak once for each process', async () => {
    const { trends, pass, onLeak, current } = watch(
      [github(start, null)],
      (ms) => 100 * MB + (ms - start) * 3,
    );
    await pass(10 * HOUR_MS);
    expect(onLeak).toHaveBeenCalledOnce();
    expect(onLeak.mock.calls[0]?.[1]).toContain('as a leak does');
    current.servers = [github(start + 10 * HOUR_MS, null)];
    await pass(9 * HOUR_MS);
    expect(onLeak).toHaveBeenCalledTimes(2);
    trends.close();
  });

  it('forget with a process what it did', async () => {
    const { trends, pass, current, spans, onChange } = watch(
      [github(start)],
      (ms) => ((ms - start) / HOUR_MS) * 200 * MB,
    );
    await pass(HOUR_MS);
    onChange.mockClear();
    spans.length = 0;
    const restartedMs = start + HOUR_MS + 30_000;
    current.servers = [github(restartedMs)];
    await pass(10 * MINUTE_MS);
    expect(onChange).toHaveBeenCalledWith('github');
    expect(trends.forecast('github')).toBeNull();
    expect(Math.min(...spans.map(({ fromMs }) => fromMs))).toBeGreaterThanOrEqual(restartedMs);
    current.servers = [github(null)];
    await pass(MINUTE_MS);
    expect(trends.of('github')).toEqual([]);
    trends.close();
  });

  it('look at each of many servers every five minutes, one at a time, and read only what is new', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `server-${at}`);
    const { trends, pass, spans } = watch(
      names.map((name) => ({ name, startedAtMs: start, memoryLimitBytes: null })),
      () => 100 * MB,
    );
    await pass(HOUR_MS);
    spans.length = 0;
    await pass(20 * MINUTE_MS);
    const reads = spans.filter(({ metric }) => metric === 'memory_bytes');
    expect(new Set(reads.map(({ server }) => server)).size).toBe(50);
    expect(reads.length).toBeGreaterThanOrEqual(150);
    expect(reads.length).toBeLessThanOrEqual(250);
    expect(Math.max(...reads.map(({ fromMs, toMs }) => toMs - fromMs))).toBeLessThanOrEqual(8 * MINUTE_MS);
    trends.close();
  });

  it('say once that the history can not be read, and go on', async () => {
    const { trends, pass, fail, onFault } = watch([github(start)], () => 100 * MB);
    fail(new Error('disk I/O error'));
    await pass(30 * MINUTE_MS);
    expect(onFault.mock.calls).toEqual([["Trends can't be read: Error: disk I/O error"]]);
    fail(null);
    await pass(30 * MINUTE_MS);
    expect(trends.of('github')).toHaveLength(1);
    trends.close();
  });

  it('read anew when the clock of the machine was set back', async () => {
    const { clock, trends, pass, spans } = watch([github(start - 24 * HOUR_MS)], () => 100 * MB);
    await pass(HOUR_MS);
    clock.jump(-3 * HOUR_MS);
    spans.length = 0;
    await pass(10 * MINUTE_MS);
    expect(spans.length).toBeGreaterThan(0);
    expect(Math.max(...spans.map(({ toMs }) => toMs))).toBeLessThanOrEqual(clock.now());
    expect(trends.of('github')).toHaveLength(1);
    trends.close();
  });

  it('leave no timer behind', async () => {
    const { clock, trends, pass } = watch([github(start)], () => 100 * MB);
    await pass(10 * MINUTE_MS);
    trends.close();
    await pass(MINUTE_MS);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leave no timer behind when they are closed in the middle of a look', async () => {
    const { clock, trends, pass } = watch([github(start)], () => 100 * MB);
    clock.advance(30_000);
    expect(clock.pendingTimers).toBe(0);
    trends.close();
    await pass(MINUTE_MS);
    expect(clock.pendingTimers).toBe(0);
    expect(trends.of('github')).toEqual([]);
  });
});
