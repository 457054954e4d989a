import { expect, it } from 'vitest';
import type { Found } from '#engine/health/dependencies/found.ts';
import { Turns } from '#engine/health/dependencies/turns.ts';
import { WatchedCheck } from '#engine/health/dependencies/watched-check.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A port that is asked every 30 s and has 5 s to answer. */
function watched(look: () => Promise<Found>) {
  const clock = new FakeClock();
  const watch = new WatchedCheck({
    clock,
    random: () => 0.5,
    check: {
      kind: 'tcp',
      name: 'db',
      host: 'db',
      port: 5432,
      intervalMs: 30_000,
      timeoutMs: 5_000,
      critical: false,
    },
    look,
    turns: new Turns(8),
    onFinding() {},
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      clock.advance(Math.min(500, left));
      for (let turn = 0; turn < 5; turn += 1) await settled();
    }
  };
  return { clock, watch, pass };
}

it('says that nothing answered in time, and for how long when the question stays open', async () => {
  let asked = 0;
  const { watch, pass } = watched(() => {
    asked += 1;
    return new Promise(() => {});
  });
  await pass(9_500);
  // Asked after 1 s, given up 5 s later, looked at again 2 s after that.
  expect(watch.finding).toMatchObject({
    status: 'unhealthy',
    message: 'has not answered for 7 s',
    ms: 7_000,
  });
  expect(asked).toBe(1);
  await pass(60_000);
  expect(watch.finding.message).toMatch(/^has not answered for \d\d s$/);
  expect(asked).toBe(1);
});

it('says within what time a question that was given up was not answered', async () => {
  let giveUp = (_found: Found): void => {};
  const { watch, pass } = watched(() => new Promise((resolve) => (giveUp = resolve)));
  await pass(6_000);
  giveUp({ ok: false, message: 'was aborted' });
  await pass(7_500);
  expect(watch.finding).toMatchObject({
    status: 'unhealthy',
    message: 'did not answer within 5 s',
    ms: 5_000,
  });
});
