import { describe, expect, it } from 'vitest';
import type { CallsInFlight, ProbeResult } from '../../../main/engine/mcp/mcp.ts';
import { watchLiveness } from '../../../main/engine/supervision/liveness.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const IDLE: CallsInFlight = { inFlight: 0, oldestSinceMs: null, lastProgressMs: null };

/** A server that answers after `answerMs`, or never; probes time out by the clock as real ones do. */
function scene(answerMs: () => number | null) {
  const clock = new FakeClock();
  const seen = { probes: 0, hung: 0, again: 0 };
  const state: { calls: CallsInFlight; onHang: 'restart' | 'alert' } = { calls: IDLE, onHang: 'restart' };
  const liveness = watchLiveness({
    clock,
    random: () => 0,
    settings: () => ({ intervalMs: 10_000, timeoutMs: 8_000, misses: 3, onHang: state.onHang }),
    onChange: () => {},
    onHung: () => {
      seen.hung += 1;
    },
    onAnswersAgain: () => {
      seen.again += 1;
    },
    session: {
      get calls() {
        return state.calls;
      },
      probe: (timeoutMs) =>
        new Promise<ProbeResult>((resolve) => {
          seen.probes += 1;
          const ms = answerMs();
          if (ms !== null && ms <= timeoutMs) clock.after(ms, () => resolve({ ok: true, ms }));
          else clock.after(timeoutMs, () => resolve({ ok: false, why: 'timeout', message: 'no answer' }));
        }),
    },
  });
  return { clock, seen, state, liveness };
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
    const { clock, seen, liveness } = scene(() => null);
    await pass(clock, 27_000);
    expect(seen.hung).toBe(0);
    await pass(clock, 11_000);
    expect(seen.hung).toBe(1);
    expect(liveness.isHung).toBe(true);
    await pass(clock, 60_000);
    expect(seen.hung).toBe(1);
    expect(clock.pendingTimers).toBe(0);
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

  it('asks no more once it is closed', async () => {
    const { clock, seen, liveness } = scene(() => 5);
    await pass(clock, 5_000);
    liveness.close();
    const { probes } = seen;
    await pass(clock, 60_000);
    expect(seen.probes).toBe(probes);
  });
});

describe('a server on a machine that slept', () => {
  it('is not judged by a probe that was slept through', async () => {
    const { clock, seen, liveness } = scene(() => null);
    for (let turn = 0; turn < 5; turn += 1) {
      await pass(clock, 3_000);
      clock.advance(3_600_000);
      await pass(clock, 1_000);
    }
    expect(seen.hung).toBe(0);
    liveness.close();
  });

  it.each([
    ['counts on in its sleep', (clock: FakeClock) => clock.advance(3_600_000)],
    ['stands still in its sleep', (clock: FakeClock) => clock.jump(3_600_000)],
  ])('is forgiven what it missed before, where the monotonic clock %s', async (_where, sleep) => {
    const { clock, seen, liveness } = scene(() => null);
    await pass(clock, 25_000);
    expect(liveness.missed).toBe(2);
    sleep(clock);
    await pass(clock, 9_000);
    expect(liveness.missed).toBe(0);
    expect(seen.hung).toBe(0);
    liveness.close();
  });

  it('has a whole interval after the wake before anything counts, and is found then', async () => {
    let answer: number | null = 5;
    const { clock, seen, liveness } = scene(() => answer);
    await pass(clock, 25_000);
    clock.jump(3_600_000);
    answer = null;
    // The probe that notices the gap is sent at 30 s; the first one that counts at 40 s, given up at 48 s.
    await pass(clock, 22_000);
    expect(seen.probes).toBe(5);
    expect(liveness.missed).toBe(0);
    await pass(clock, 2_000);
    expect(liveness.missed).toBe(1);
    await pass(clock, 20_000);
    expect(seen.hung).toBe(1);
  });
});

describe('a server that works on a call', () => {
  it('is busy and not hung, as long as the call is in flight', async () => {
    const watched = scene(() => null);
    watched.state.calls = { inFlight: 1, oldestSinceMs: 0, lastProgressMs: null };
    await pass(watched.clock, 600_000);
    expect(watched.liveness.isBusy).toBe(true);
    expect(watched.liveness.missed).toBe(0);
    expect(watched.seen.hung).toBe(0);
    watched.state.calls = IDLE;
    await pass(watched.clock, 38_000);
    expect(watched.liveness.isBusy).toBe(false);
    expect(watched.seen.hung).toBe(1);
  });

  it('is not excused by a call that was sent when it had long been silent', async () => {
    const watched = scene(() => null);
    watched.state.calls = { inFlight: 1, oldestSinceMs: 31_000, lastProgressMs: null };
    await pass(watched.clock, 38_000);
    expect(watched.seen.hung).toBe(1);
  });

  it('is excused by recent progress whenever the call was sent', async () => {
    const watched = scene(() => null);
    watched.state.calls = { inFlight: 1, oldestSinceMs: 31_000, lastProgressMs: 20_000 };
    await pass(watched.clock, 49_000);
    expect(watched.seen.hung).toBe(0);
    watched.liveness.close();
  });
});

describe('a server whose hang is only told', () => {
  it('is probed on, and its first sign of life is told', async () => {
    let answer: number | null = null;
    const watched = scene(() => answer);
    watched.state.onHang = 'alert';
    await pass(watched.clock, 120_000);
    expect(watched.seen).toMatchObject({ hung: 1, again: 0 });
    expect(watched.seen.probes).toBeGreaterThan(8);
    answer = 5;
    await pass(watched.clock, 20_000);
    expect(watched.seen).toMatchObject({ hung: 1, again: 1 });
    expect(watched.liveness).toMatchObject({ isHung: false, missed: 0 });
    answer = null;
    await pass(watched.clock, 50_000);
    expect(watched.seen).toMatchObject({ hung: 2, again: 1 });
    watched.liveness.close();
  });

  it('answers again with any message, before the next probe', async () => {
    const watched = scene(() => null);
    watched.state.onHang = 'alert';
    await pass(watched.clock, 40_000);
    watched.liveness.noteActivity();
    expect(watched.seen.again).toBe(1);
    expect(watched.liveness.isHung).toBe(false);
    watched.liveness.close();
  });

  it('is told once more when the setting becomes a restart', async () => {
    const watched = scene(() => null);
    watched.state.onHang = 'alert';
    await pass(watched.clock, 60_000);
    expect(watched.seen.hung).toBe(1);
    watched.state.onHang = 'restart';
    await pass(watched.clock, 20_000);
    expect(watched.seen.hung).toBe(2);
    expect(watched.clock.pendingTimers).toBe(0);
  });
});
