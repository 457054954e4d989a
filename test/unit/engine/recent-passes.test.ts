import { expect, it } from 'vitest';
import { keepRecentPasses } from '../../../main/engine/recent-passes.ts';
import type { Sampling } from '../../../main/engine/supervision/supervision.ts';
import type { ServerTotals } from '../../../main/engine/telemetry/telemetry.ts';
import { fakeUsage } from '../../fakes/usage.ts';

function sampling(atMs: number, cpu: number | null = 3): Sampling {
  const usage = fakeUsage({ cpu_percent: cpu, memory_bytes: 1_000 });
  const servers = new Map([['github', { atMs, processes: 2, usage, counters: null }]]);
  return { atMs, monotonicMs: atMs, tookMs: 1, processes: 2, servers };
}

const asked = (requests: number, errors: number) => () => ({ requests, errors }) as ServerTotals;

it('keeps the last fifteen minutes', () => {
  const recent = keepRecentPasses();
  for (let atMs = 0; atMs <= 20 * 60_000; atMs += 2_000) recent.add(sampling(atMs), () => null);
  const passes = recent.all();
  expect(passes[0]?.at).toBe(new Date(5 * 60_000).toISOString());
  expect(passes.at(-1)?.at).toBe(new Date(20 * 60_000).toISOString());
});

it('keeps no more of them after the clock was set back', () => {
  const recent = keepRecentPasses();
  for (let monotonicMs = 0; monotonicMs <= 40 * 60_000; monotonicMs += 2_000) {
    const setBackMs = monotonicMs < 10 * 60_000 ? 0 : 86_400_000;
    recent.add({ ...sampling(90_000_000 + monotonicMs - setBackMs), monotonicMs }, () => null);
  }
  expect(recent.all()).toHaveLength(15 * 30 + 1);
});

it('gives requests and errors a second, and none before two looks', () => {
  const recent = keepRecentPasses();
  const first = recent.add(sampling(0), asked(10, 1));
  const second = recent.add(sampling(4_000), asked(30, 3));
  expect(first.servers['github']).toMatchObject({ requests_per_second: null, errors_per_second: null });
  expect(second.servers['github']).toMatchObject({ requests_per_second: 5, errors_per_second: 0.5 });
});

it('leaves out a server whose processor time is not known yet, instead of saying 0', () => {
  expect(keepRecentPasses().add(sampling(0, null), () => null).servers).toEqual({});
});
