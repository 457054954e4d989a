import { expect, it } from 'vitest';
import type { ProcessEntry } from '../../../main/engine/process/process-table.ts';
import { createTableMeter } from '../../../main/engine/process/sampling/measure-table.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const UNITS = { ticksPerSecond: 100, pageBytes: 4096 };

function table(...entries: readonly { pid: number; startTicks?: number; cpuTicks: number }[]) {
  return new Map<number, ProcessEntry>(
    entries.map((entry) => [
      entry.pid,
      { ppid: 1, pgid: entry.pid, startTicks: 7, residentPages: 10, ...entry },
    ]),
  );
}

it('gives processor time in per cent of one core since the pass before', () => {
  const clock = new FakeClock();
  const measure = createTableMeter(clock, UNITS);
  measure(table({ pid: 10, cpuTicks: 1000 }), [10]);
  clock.advance(2000);
  expect(measure(table({ pid: 10, cpuTicks: 1100 }), [10]).get(10)).toEqual({
    cpuPercent: 50,
    memoryBytes: 40_960,
  });
});

it('says 0 on the first pass, which has nothing to compare with', () => {
  const measure = createTableMeter(new FakeClock(), UNITS);
  expect(measure(table({ pid: 10, cpuTicks: 1000 }), [10]).get(10)?.cpuPercent).toBe(0);
});

it('counts all the time of a process that was started since the pass before', () => {
  const clock = new FakeClock();
  const measure = createTableMeter(clock, UNITS);
  measure(table(), []);
  clock.advance(1000);
  expect(measure(table({ pid: 11, cpuTicks: 25 }), [11]).get(11)?.cpuPercent).toBe(25);
});

it('does not take a reused pid for the process that had it', () => {
  const clock = new FakeClock();
  const measure = createTableMeter(clock, UNITS);
  measure(table({ pid: 10, cpuTicks: 1000 }), [10]);
  clock.advance(1000);
  const reused = table({ pid: 10, startTicks: 99, cpuTicks: 5 });
  expect(measure(reused, [10]).get(10)?.cpuPercent).toBe(5);
});

it('leaves out a process that is gone', () => {
  const measure = createTableMeter(new FakeClock(), UNITS);
  expect(measure(table(), [10]).has(10)).toBe(false);
});
