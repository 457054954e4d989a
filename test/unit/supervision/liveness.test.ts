import { describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../../main/engine/mcp/mcp.ts';
import { watchLiveness } from '../../../main/engine/supervision/liveness.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const settings = { intervalMs: 10_000, timeoutMs: 8_000, misses: 3, onHang: 'restart' } as const;

/** A server that answers after `answerMs`, or never; probes time out by the clock as real ones do. */
function scene(answerMs: () => number | null) {
  const clock = new FakeClock();
  const seen = { probes: 0, hung: 0 };
  const liveness = watchLiveness({
    clock,
    random: () => 0,
    settings: () => settings,
    onChange: () => {},
    onHung: () => {
      seen.hung += 1;
    },
    session: {
      calls: { inFlight: 0, oldestSinceMs: null, lastProgressMs: null },
      probe: (timeoutMs) =>
        new Promise<ProbeResult>((resolve) => {
          seen.probes += 1;
          const ms = answerMs();
          if (ms !== null && ms <= timeoutMs) clock.after(ms, () => resolve({ ok: true, ms }));
          else clock.after(timeoutMs, () => resolve({ ok: false, why: 'timeout', message: 'no answer' }));
        }),
    },
  });
  return { clock, seen, liveness };
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    clock.advance(1_000);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
}

describe('the watch on a ready server', () => {
  it('probes once an interval and keeps the round trip', async () => {
    const { clock, seen, liveness } = scene(() => 40);
    await pass(clock, 60_000);
    expect(seen.probes).toBeGreaterThanOrEqual(6);
    expect(liveness.missed).toBe(0);
    expect(liveness.probeMs).toBe(40);
    liveness.close();
  });

  it('calls a server hung after three probes without any sign of life, within 38 s', async () => {
    const { clock, seen } = scene(() => null);
    await pass(clock, 27_000);
    expect(seen.hung).toBe(0);
    await pass(clock, 11_000);
    expect(seen.hung).toBe(1);
    await pass(clock, 60_000);
    expect(seen.hung).toBe(1);
  });

  it('takes any message as life, a late answer too', async () => {
    const { clock, seen, liveness } = scene(() => null);
    for (let second = 0; second < 120; second += 1) {
      if (second % 9 === 0) liveness.noteActivity();
      await pass(clock, 1_000);
    }
    expect(seen.hung).toBe(0);
    liveness.close();
  });

  it('takes an answer that comes between two probes as life', async () => {
    const { clock, seen, liveness } = scene(() => null);
    for (let second = 0; second < 120; second += 1) {
      // Probes are sent every 10 s and given up after 8.
      if (second % 10 === 9) liveness.noteActivity();
      await pass(clock, 1_000);
    }
    expect(seen.probes).toBeGreaterThan(6);
    expect(seen.hung).toBe(0);
    liveness.close();
  });

  it('forgives earlier misses once the server answers', async () => {
    let answer: number | null = null;
    const { clock, seen, liveness } = scene(() => answer);
    await pass(clock, 19_000);
    expect(liveness.missed).toBeGreaterThan(0);
    answer = 5;
    await pass(clock, 20_000);
    expect(liveness.missed).toBe(0);
    expect(seen.hung).toBe(0);
    liveness.close();
  });

  it('draws no conclusion from a probe that the machine slept through', async () => {
    const { clock, seen, liveness } = scene(() => null);
    for (let turn = 0; turn < 5; turn += 1) {
      await pass(clock, 3_000);
      clock.advance(3_600_000);
      await pass(clock, 1_000);
    }
    expect(seen.hung).toBe(0);
    liveness.close();
  });

  it('asks no more once it is closed', async () => {
    const { clock, seen, liveness } = scene(() => 5);
    await pass(clock, 5_000);
    liveness.close();
    const { probes } = seen;
    await pass(clock, 60_000);
    expect(seen.probes).toBe(probes);
  });
});
