import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../../../main/engine/telemetry/traffic/histogram.ts';
import { one, Recorder, total } from './kit.ts';

const KIB = 1024;
const MINUTE_MS = 60_000;

describe('the history', () => {
  it('gives each sample of the last minutes back at once, and as it was', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(30, (at) => ({ memory_bytes: (100 + at) * KIB, cpu_percent: at / 4, probe_ms: 1.25 }));
    const page = await recorder.series({ fromMs, metrics: ['memory_bytes', 'cpu_percent', 'probe_ms'] });
    expect(page).toMatchObject({ resolution: 'raw', step_seconds: 2 });
    expect(page.times).toEqual(Array.from({ length: 30 }, (_, at) => fromMs / 1000 + 2 * at));
    expect(page.series[0]?.mean).toEqual(page.times.map((_, at) => (100 + at) * KIB));
    expect(page.series[1]?.last).toEqual(page.times.map((_, at) => at / 4));
    expect(page.series[2]?.max).toEqual(page.times.map(() => 1.25));
  });

  it('tells the same from minutes and quarters as from samples, before and after they are packed', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    let requests = 0;
    const noise = (at: number) => (at * 7919) % 1000;
    // 6 h at 2 s: packed, merged, and a rest in the tail.
    recorder.ticks(10_800, (at) => {
      requests += noise(at) % 5;
      return { memory_bytes: (5000 + noise(at)) * KIB, requests };
    });
    const toMs = recorder.clock.now();
    const metrics = ['memory_bytes', 'requests'];
    const raw = await recorder.series({ fromMs: toMs - 10 * MINUTE_MS, toMs, metrics });
    const minutes = await recorder.series({ fromMs, toMs, metrics, points: 400 });
    const quarters = await recorder.series({ fromMs, toMs, metrics, points: 25 });
    expect([raw, minutes, quarters].map(({ resolution }) => resolution)).toEqual([
      'raw',
      'minute',
      'quarter-hour',
    ]);
    expect(minutes.times).toHaveLength(360);
    expect(quarters.times).toHaveLength(24);
    for (const [at, quarter] of (quarters.series[0]?.mean ?? []).entries()) {
      const samples = Array.from({ length: 450 }, (_, tick) => (5000 + noise(450 * at + tick)) * KIB);
      expect(quarters.series[0]?.min[at]).toBe(Math.min(...samples));
      expect(quarters.series[0]?.max[at]).toBe(Math.max(...samples));
      expect(quarters.series[0]?.last[at]).toBe(samples.at(-1));
      expect(Math.abs((quarter ?? 0) - total(samples) / 450)).toBeLessThan(KIB);
    }
    // All but the first tick's, which nobody saw rise.
    expect(total(quarters.series[1]?.sum ?? [])).toBe(requests - (noise(0) % 5));
    expect(total(minutes.series[1]?.sum ?? [])).toBe(requests - (noise(0) % 5));
  });

  it('reads each sample once, whether it is packed or waits for that, for each of several servers', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    const names = ['a', 'b', 'c'];
    const samples = async (stepMs: number) => {
      const toMs = recorder.clock.now();
      const all = names.map((name) => recorder.history.steps(name, 'threads', { fromMs, toMs, stepMs }));
      return (await Promise.all(all)).map((steps) => total(steps.map(({ count }) => count)));
    };
    for (let at = 1; at <= 1000; at++) {
      recorder.tick(Object.fromEntries(names.map((name) => [name, { threads: 3 }])));
      if (at % 250 === 0) recorder.reopen();
      if (at % 50 !== 0) continue;
      expect(await samples(30_000)).toEqual([at, at, at]);
      expect(await samples(MINUTE_MS)).toEqual([at, at, at]);
    }
  });

  it('shares whole numbers out in whole numbers, and keeps means of small counts', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(300, (at) => ({ requests: 5 * at, in_flight: at % 3 === 0 ? 1 : 0 }), 7_000);
    recorder.settle();
    const page = await recorder.series({ fromMs, metrics: ['requests', 'in_flight'], points: 60 });
    expect(page.resolution).toBe('minute');
    expect(page.series[0]?.sum.filter((sum) => sum !== null && !Number.isInteger(sum))).toEqual([]);
    expect(total(page.series[0]?.sum ?? [])).toBe(5 * 299);
    expect(total(page.series[1]?.mean ?? []) / 35).toBeCloseTo(1 / 3, 2);
  });

  it('never takes the average of averages', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    // A minute with 30 samples of 0, then one with a single sample of 31 MiB.
    recorder.ticks(30, () => ({ memory_bytes: 0 }));
    recorder.ticks(1, () => ({ memory_bytes: 31 * KIB * KIB }));
    recorder.clock.advance(20 * MINUTE_MS);
    recorder.settle();
    const page = await recorder.series({ fromMs, toMs: fromMs + 30 * MINUTE_MS, points: 2 });
    expect(page.resolution).toBe('quarter-hour');
    expect(one(page).mean[0]).toBe(KIB * KIB);
  });

  it('merges latencies before it takes a percentile', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    const fast = [bucketOf(10), 9];
    const slow = [bucketOf(10), 1, bucketOf(1000), 9];
    for (let at = 0; at < 600; at++)
      recorder.tick({ a: { values: new Map(), latencies: at < 300 ? fast : at % 2 === 0 ? slow : null } });
    recorder.settle();
    const page = await recorder.series({
      fromMs,
      toMs: fromMs + 30 * MINUTE_MS,
      points: 2,
      metrics: ['p50_ms', 'p99_ms'],
    });
    expect(page.series[0]?.sum).toEqual([300 * 9 + 75 * 10, 75 * 10]);
    expect(page.series[0]?.mean[0]).toBeCloseTo(10, 0);
    expect(Math.abs((page.series[1]?.mean[0] ?? 0) - 1000)).toBeLessThan(50);
    const merged = await recorder.history.latencies('a', { fromMs, toMs: fromMs + 30 * MINUTE_MS });
    expect(merged[bucketOf(1000)]).toBe(150 * 9);
  });

  it('keeps series that come and go, custom ones too, and knows counters by their names', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    const jobs = 'custom:jobs_done_total{queue="a"}';
    recorder.ticks(60, (at) => ({ 'custom:temperature': 20.123456 + at / 3, [jobs]: 10 * at }));
    recorder.ticks(60, () => ({ memory_bytes: KIB }));
    recorder.reopen();
    recorder.settle();
    const page = await recorder.series({
      fromMs,
      toMs: fromMs + 4 * MINUTE_MS,
      metrics: ['custom:temperature', jobs, 'memory_bytes'],
    });
    expect(page.series.map(({ kind, unit }) => [kind, unit])).toEqual([
      ['gauge', 'none'],
      ['counter', 'none'],
      ['gauge', 'bytes'],
    ]);
    expect(page.series[0]?.mean[1]).toBe(20.123456 + 1 / 3);
    expect(page.series[0]?.mean[61]).toBeNull();
    expect(page.series[1]?.mean[30]).toBe(5);
    expect(page.series[2]?.mean[59]).toBeNull();
    expect(page.series[2]?.mean[60]).toBe(KIB);
  });

  it('finds a series of a server’s own by its labels in any order, and gives it the name that was asked for', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    const values = { 'custom:temp{q="a, \\"b\\"}",room="x"}': 20, 'custom:temp{q="c"}': 30 };
    recorder.ticks(2, () => values);
    const metrics = [
      'custom:temp{room="x", q="a, \\"b\\"}"}',
      'custom:temp{q="c",}',
      'custom:temp{q="d"}',
      'custom:temp{q="c"',
    ];
    const page = await recorder.series({ fromMs, metrics });
    expect(page.series.map(({ metric }) => metric)).toEqual(metrics);
    expect(page.series.map(({ last }) => last[0])).toEqual([20, 30, null, null]);
  });

  it('says nothing of servers and metrics that it knows nothing of', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(3, () => ({ memory_bytes: KIB }));
    expect(await recorder.series({ fromMs, server: 'b' })).toMatchObject({
      times: [],
      series: [{ mean: [] }],
    });
    expect(one(await recorder.series({ fromMs, metrics: ['threads'] })).mean).toEqual([null, null, null]);
    expect(
      await recorder.history.steps('b', 'memory_bytes', { fromMs, toMs: fromMs + 1, stepMs: 1 }),
    ).toEqual([]);
  });

  it('gives steps for trends, without those that hold no sample', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(60, (at) => ({ memory_bytes: at * KIB }));
    recorder.clock.advance(10 * MINUTE_MS);
    recorder.ticks(30, () => ({ memory_bytes: 500 * KIB }));
    const steps = await recorder.history.steps('a', 'memory_bytes', {
      fromMs,
      toMs: recorder.clock.now(),
      stepMs: MINUTE_MS,
    });
    const sums = [435, 1335, 15_000];
    expect(steps).toMatchObject([
      { atMs: fromMs, min: 0, max: 29 * KIB, count: 30 },
      { atMs: fromMs + MINUTE_MS, min: 30 * KIB, max: 59 * KIB, count: 30 },
      { atMs: fromMs + 12 * MINUTE_MS, min: 500 * KIB, max: 500 * KIB, count: 30 },
    ]);
    // The mean of a minute is kept to 1 KiB.
    for (const [at, { sum }] of steps.entries())
      expect(Math.abs(sum / 30 - ((sums[at] ?? 0) * KIB) / 30)).toBeLessThan(KIB);
  });

  it('makes steps as long as the rarest figure on the page needs, so that lines are lines', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(150, (at) => (at % 5 === 0 ? { threads: 4, open_files: at } : { threads: 4 }));
    const page = await recorder.series({ fromMs, metrics: ['threads', 'open_files'] });
    expect(page.step_seconds).toBe(10);
    expect(page.series[1]?.mean).toEqual(Array.from({ length: 30 }, (_, at) => 5 * at));
    expect(page.series[0]?.mean).toEqual(Array.from({ length: 30 }, () => 4));
  });
});
