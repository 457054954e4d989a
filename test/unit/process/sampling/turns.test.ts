import { expect, it } from 'vitest';
import { createProcSampler } from '../../../../main/engine/process/sampling/sample-proc.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeProc } from '../../../fakes/fake-proc.ts';

/** As long as the kernel may take for the memory of one process. */
const READ_MS = 5;

it('gives way to other work within one tree, at its first count and when many are new', async () => {
  const proc = new FakeProc();
  const clock = new FakeClock();
  proc.start(1, 0, { startTicks: 0 });
  proc.start(process.pid, 1, { startTicks: 5 });
  proc.beforeDetail = () => {
    const untilMs = performance.now() + READ_MS;
    while (performance.now() < untilMs);
  };
  const sampler = createProcSampler(clock, new Map(), proc);
  const startTen = (first: number) => {
    for (let pid = first; pid < first + 10; pid++) proc.start(pid, 10);
  };
  let turns = 0;
  const turn = (): NodeJS.Immediate => {
    turns += 1;
    next = setImmediate(turn);
    return next;
  };
  let next = setImmediate(turn);
  const turnsOfPass = async (): Promise<number> => {
    const before = turns;
    clock.advance(2_000);
    proc.ticks += 200;
    await sampler.sample(new Map([['a', 10]]));
    return turns - before;
  };

  proc.start(10, process.pid);
  startTen(11);
  expect(await turnsOfPass()).toBeGreaterThanOrEqual(4);
  startTen(31);
  expect(await turnsOfPass()).toBeGreaterThanOrEqual(4);
  expect(proc.reads.detail).toHaveLength(21);
  clearImmediate(next);
  sampler.close();
});
