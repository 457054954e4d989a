import { describe, expect, it } from 'vitest';
import { one, Recorder, total } from './kit.ts';

const KIB = 1024;
const MINUTE_MS = 60_000;

describe('a gap', () => {
  it('stays a gap, and one late tick is none', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(10, () => ({ memory_bytes: KIB }));
    recorder.clock.advance(2_500);
    recorder.ticks(10, () => ({ memory_bytes: 2 * KIB }));
    recorder.clock.advance(10_000);
    recorder.ticks(10, () => ({ memory_bytes: 3 * KIB }));
    const { times, series } = await recorder.series({ fromMs });
    const silent = times.filter((_, at) => series[0]?.mean[at] === null);
    expect(silent.map((second) => second * 1000 - fromMs)).toEqual([42_000, 44_000, 46_000, 48_000, 50_000]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('counts what a counter rose in it with the sample after it, and gives it no rate', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(10, (at) => ({ requests: at }));
    recorder.clock.advance(60_000);
    recorder.ticks(10, (at) => ({ requests: 1000 + at }));
    const { times, series } = await recorder.series({ fromMs, metrics: ['requests'] });
    const after = times.indexOf(fromMs / 1000 + 80);
    expect(series[0]?.sum[after]).toBe(991 + 1);
    expect(series[0]?.sum.slice(after - 5, after)).toEqual([null, null, null, null, null]);
    expect(total(series[0]?.sum ?? [])).toBe(1009);
    for (const rates of [series[0]?.mean, series[0]?.max])
      expect(Math.max(...(rates ?? []).map((rate) => rate ?? 0))).toBe(0.5);
  });

  it.each([
    ['in the tail', 0],
    ['packed and merged', 90],
  ])('loses nothing of what was counted, in any number of points, %s', async (_, settled) => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    let requests = 0;
    const more = () => {
      requests += 3;
      return { requests, 'custom:jobs_total': requests / 8 };
    };
    // Stretches of one tick too: then a minute has nothing but what was counted over gaps.
    const stretches = [40, 1, 1, 300, 2, 7, 600];
    for (const [at, stretch] of stretches.entries()) {
      recorder.ticks(stretch, more);
      if (at === stretches.length - 1) break;
      requests += 100;
      recorder.clock.advance(150_000);
    }
    recorder.settle(settled);
    const toMs = recorder.clock.now();
    const metrics = ['requests', 'custom:jobs_total'];
    const resolutions = new Set<string>();
    for (const points of [2, 5, 20, 60, 300, 1000, 3000]) {
      const page = await recorder.series({ fromMs, toMs, metrics, points });
      resolutions.add(page.resolution);
      expect(total(page.series[0]?.sum ?? [])).toBeCloseTo(requests - 3, 6);
      expect(total(page.series[1]?.sum ?? [])).toBeCloseTo((requests - 3) / 8, 6);
      for (const rate of page.series[0]?.mean ?? []) if (rate !== null) expect(rate).toBeCloseTo(1.5, 6);
    }
    expect([...resolutions].sort()).toEqual(['minute', 'quarter-hour', 'raw']);
  });

  it('is a sleep of the machine, through which the clock that never jumps may stand still', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(10, (at) => ({ requests: at, memory_bytes: KIB }));
    recorder.clock.jump(3_600_000);
    recorder.ticks(10, (at) => ({ requests: 10 + at, memory_bytes: KIB }));
    const page = await recorder.series({ fromMs, metrics: ['requests', 'memory_bytes'] });
    expect(total(page.series[0]?.sum ?? [])).toBe(19);
    expect(Math.max(...(page.series[0]?.max ?? []).map((rate) => rate ?? 0))).toBe(0.5);
    expect(page.series[1]?.mean).toContain(null);
  });
});

describe('a counter', () => {
  it('is taken within a run of the engine only, and one that fell begins anew', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(10, (at) => ({ requests: 100 + at }));
    recorder.reopen();
    recorder.ticks(10, (at) => ({ requests: at }));
    recorder.ticks(10, (at) => ({ requests: at / 2 }));
    const series = one(await recorder.series({ fromMs, metrics: ['requests'] }));
    expect(total(series.sum)).toBeCloseTo(9 + 9 + 5, 6);
    expect(Math.min(...series.mean.map((rate) => rate ?? 0))).toBe(0);
  });

  it('that is read more rarely than the rest gives its rate for all the time in between', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(31, (at) => (at % 5 === 0 ? { threads: 1, read_bytes: 100 * at } : { threads: 1 }));
    const page = await recorder.series({ fromMs, metrics: ['threads', 'read_bytes'] });
    expect(page.step_seconds).toBe(2);
    expect(page.series[1]?.mean.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 50));
    expect(total(page.series[1]?.sum ?? [])).toBe(3000);
    recorder.settle();
    const quarters = await recorder.series({
      fromMs,
      toMs: fromMs + 30 * MINUTE_MS,
      points: 2,
      metrics: ['read_bytes'],
    });
    expect(one(quarters)).toMatchObject({ mean: [50], sum: [3000] });
  });
});

describe('a clock that is set', () => {
  it('back, keeps both what was and what comes, in the order of the ticks, and makes no time negative', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(300, (at) => ({ memory_bytes: KIB, requests: at }));
    recorder.clock.jump(-10 * MINUTE_MS);
    recorder.ticks(300, (at) => ({ memory_bytes: 3 * KIB, requests: 300 + at }));
    for (const settled of [false, true]) {
      if (settled) recorder.settle();
      const toMs = fromMs + 30 * MINUTE_MS;
      for (const points of [2, 10, 600]) {
        const page = await recorder.series({ fromMs, toMs, points, metrics: ['memory_bytes', 'requests'] });
        const [memory, requests] = page.series;
        expect(page.times).toEqual([...new Set(page.times)].sort((a, b) => a - b));
        expect(memory?.mean[0]).toBe(2 * KIB);
        expect(memory?.min[0]).toBe(KIB);
        expect(memory?.max[0]).toBe(3 * KIB);
        expect(memory?.last[0]).toBe(3 * KIB);
        // The one over the jump belongs to the time before the span, by the new clock.
        expect(total(requests?.sum ?? [])).toBeCloseTo(598, 6);
        for (const rate of requests?.mean ?? []) if (rate !== null) expect(rate).toBeCloseTo(0.5, 1);
      }
    }
  });

  it('far forward and back again deletes nothing', async () => {
    const recorder = new Recorder();
    const fromMs = recorder.clock.now();
    recorder.ticks(900, () => ({ memory_bytes: KIB }));
    recorder.clock.jump(400 * 86_400_000);
    recorder.ticks(60, () => ({ memory_bytes: KIB }));
    recorder.clock.jump(-400 * 86_400_000);
    recorder.ticks(600, () => ({ memory_bytes: KIB }));
    const toMs = recorder.clock.now();
    const page = await recorder.series({ fromMs, toMs, points: 60 });
    expect(page.resolution).toBe('minute');
    expect(one(page).mean.filter((mean) => mean !== null)).toHaveLength(50);
  });
});
