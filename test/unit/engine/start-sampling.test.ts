import { expect, it } from 'vitest';
import { startSampling } from '../../../main/engine/start-sampling.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { settled } from '../../fakes/fake-server.ts';

function scene(sample: (pass: number) => void, intervalMs = () => 2_000) {
  const clock = new FakeClock();
  const faults: string[] = [];
  const passes: number[] = [];
  const sampler = startSampling({
    clock,
    intervalMs,
    async pass() {
      passes.push(clock.monotonic());
      sample(passes.length - 1);
    },
    onFault: (message) => faults.push(message),
  });
  const run = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      clock.advance(1_000);
      await settled();
    }
  };
  return { sampler, faults, passes, run, clock };
}

it('takes a pass at once, and then one each interval', async () => {
  const { sampler, passes, run } = scene(() => {});
  await run(10_000);
  expect(passes.length).toBeGreaterThanOrEqual(4);
  expect(passes.length).toBeLessThanOrEqual(6);
  await sampler.close();
});

it('looks at once when somebody begins to watch during a long pause', async () => {
  let intervalMs = 60_000;
  const { sampler, passes, run } = scene(
    () => {},
    () => intervalMs,
  );
  await run(10_000);
  expect(passes).toHaveLength(1);
  intervalMs = 2_000;
  sampler.hurry();
  await run(1_000);
  expect(passes).toHaveLength(2);
  await sampler.close();
});

it('says once what failed, and goes on', async () => {
  const { sampler, faults, passes, run } = scene((pass) => {
    if (pass === 1 || pass === 2) throw new Error('no /proc');
  });
  await run(20_000);
  expect(faults).toEqual(['no /proc']);
  expect(passes.length).toBeGreaterThan(5);
  await sampler.close();
});

it('leaves no timer behind', async () => {
  const { sampler, run, clock } = scene(() => {});
  await run(5_000);
  await sampler.close();
  expect(clock.pendingTimers).toBe(0);
});
