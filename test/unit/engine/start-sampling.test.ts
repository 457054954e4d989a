import { expect, it } from 'vitest';
import type { SamplePass } from '#contract/snapshot.ts';
import { startSampling } from '../../../main/engine/start-sampling.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { settled } from '../../fakes/fake-server.ts';

function scene(sample: (pass: number) => SamplePass['servers']) {
  const clock = new FakeClock();
  const faults: string[] = [];
  let passes = 0;
  const sampling = startSampling({
    clock,
    intervalMs: () => 2_000,
    sample: async () => ({ at: new Date(clock.now()).toISOString(), servers: sample(passes++) }),
    onPass: () => {},
    onFault: (message) => faults.push(message),
  });
  const run = async (ms: number) => {
    for (let passed = 0; passed <= ms; passed += 1_000) {
      clock.advance(1_000);
      await settled();
    }
  };
  return { sampling, faults, run, clock };
}

it('keeps the last fifteen minutes', async () => {
  const { sampling, run } = scene(() => ({}));
  await run(20 * 60_000);
  const history = sampling.history();
  const span = Date.parse(history.at(-1)?.at ?? '') - Date.parse(history[0]?.at ?? '');
  expect(span).toBeGreaterThan(14 * 60_000);
  expect(span).toBeLessThanOrEqual(15 * 60_000);
  await sampling.close();
});

it('says once what failed, and goes on', async () => {
  const { sampling, faults, run } = scene((pass) => {
    if (pass === 1 || pass === 2) throw new Error('no /proc');
    return {};
  });
  await run(20_000);
  expect(faults).toEqual(['no /proc']);
  expect(sampling.history().length).toBeGreaterThan(5);
  await sampling.close();
});

it('leaves no timer behind', async () => {
  const { sampling, run, clock } = scene(() => ({}));
  await run(5_000);
  await sampling.close();
  expect(clock.pendingTimers).toBe(0);
});
