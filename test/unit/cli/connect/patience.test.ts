import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Patience } from '../../../../main/cli/connect/reach/patience.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const LIMITS = { firstMs: 30_000, returnMs: 60_000, graceMs: 5_000 };

/** After how long an engine is started, by which time there were how many tries. */
async function untilStart(waiting: { sinceMs: number | null }) {
  const patience = new Patience({
    limits: LIMITS,
    loadStarter: async () => ({ start() {}, takeFailure: () => null }),
    waitingSinceMs: () => waiting.sinceMs,
    onExpired: () => 'give-up',
  });
  const startMs = performance.now();
  patience.restart(60_000);
  for (let tries = 1; ; tries += 1) {
    const ready = patience.ready();
    await vi.runAllTimersAsync();
    await ready;
    if ((await patience.starter()) !== null) return { tries, ms: performance.now() - startMs };
    patience.failed('none', false);
    if (tries === 100) throw new Error('no engine is ever started');
  }
}

test('an engine that stays away is replaced as soon as its grace is over, for what was sent again too', async () => {
  const { tries, ms } = await untilStart({ sinceMs: performance.now() });
  expect(ms).toBeGreaterThanOrEqual(LIMITS.graceMs);
  // Of the clock of this test.
  expect(ms).toBeLessThan(LIMITS.graceMs + 10);
  expect(tries).toBeLessThan(15);
});
