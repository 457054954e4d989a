import { expect, it } from 'vitest';
import type { ProcessEntry } from '../../../../main/engine/process/process-table.ts';
import type { Measured } from '../../../../main/engine/process/sampling/measure-with-pidusage.ts';
import { createPortableSampler } from '../../../../main/engine/process/sampling/sample-elsewhere.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

/** A machine without /proc, on which a pass takes so long. */
function machine(tookMs: number) {
  const clock = new FakeClock();
  const parents = new Map<number, number>();
  const measured = new Map<number, Measured>();
  let passes = 0;
  const sample = createPortableSampler(
    clock,
    new Map(),
    async () => {
      passes += 1;
      clock.advance(tookMs);
      return new Map(measured);
    },
    async () =>
      new Map<number, ProcessEntry>(
        [...parents].map(([pid, ppid]) => [pid, { pid, ppid, pgid: null, startTicks: null }]),
      ),
  );
  return {
    clock,
    sample,
    passes: () => passes,
    start(pid: number, ppid: number, memoryBytes: number | null) {
      parents.set(pid, ppid);
      if (memoryBytes !== null) measured.set(pid, { cpuPercent: 10, memoryBytes });
    },
  };
}

it('sums the tree by its parents, says nothing of what is not told, and shows what vanished meanwhile', async () => {
  const { start, sample } = machine(0);
  start(10, 1, 1_000);
  start(11, 10, 500);
  start(12, 10, null);
  start(13, 1, 70);
  const tree = (await sample(new Map([['a', 10]]))).get('a');
  expect(tree).toMatchObject({ processes: 2, memoryBytes: 1_500, cpuPercent: 20, counted: null });
  expect(tree?.usage).toMatchObject({
    memory_bytes: 1_500,
    cpu_percent: 20,
    threads: null,
    open_files: null,
  });
  expect([...(tree?.figures ?? [])].map(([pid, { status }]) => [pid, status])).toEqual([
    [10, null],
    [11, null],
    [12, 'vanished'],
  ]);
});

it('takes no more than 2 % of a core: a pass of 100 ms is followed by 5 s with the same figures', async () => {
  const { start, sample, clock, passes } = machine(100);
  start(10, 1, 1_000);
  const roots = new Map([['a', 10]]);
  const first = await sample(roots);
  clock.advance(4_900);
  expect(await sample(roots)).toEqual(first);
  expect(passes()).toBe(1);
  clock.advance(100);
  await sample(roots);
  expect(passes()).toBe(2);
});

it('looks sooner when a server was started, and has nothing of one that is gone', async () => {
  const { start, sample, clock, passes } = machine(100);
  start(10, 1, 1_000);
  await sample(new Map([['a', 10]]));
  start(20, 1, 1_000);
  clock.advance(500);
  expect((await sample(new Map([['b', 20]]))).size).toBe(0);
  clock.advance(500);
  expect([...(await sample(new Map([['b', 20]]))).keys()]).toEqual(['b']);
  expect(passes()).toBe(2);
  expect((await sample(new Map())).size).toBe(0);
});
