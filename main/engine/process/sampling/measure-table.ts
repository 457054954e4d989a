import type { Clock } from '../../ports.ts';
import type { ProcessTable } from '../process-table.ts';
import { type KernelUnits, readKernelUnits } from './kernel-units.ts';
import { NO_USAGE } from './no-usage.ts';
import type { ProcessFigures } from './process-figures.ts';

/**
 * Figures from a table of Linux, without another look at /proc. Processor time is counted since the call before; a
 * process that is new since then spent all of its time since then; the first call has nothing to compare with and says 0.
 */
export function createTableMeter(
  clock: Clock,
  { ticksPerSecond, pageBytes }: KernelUnits = readKernelUnits(),
): (table: ProcessTable, pids: readonly number[]) => ReadonlyMap<number, ProcessFigures> {
  let before: { readonly atMs: number; readonly ticks: ReadonlyMap<string, number> } | null = null;
  return (table, pids) => {
    const atMs = clock.monotonic();
    const seconds = before === null ? 0 : (atMs - before.atMs) / 1000;
    const ticks = new Map<string, number>();
    const figures = new Map<number, ProcessFigures>();
    for (const pid of pids) {
      const entry = table.get(pid);
      if (entry === undefined || entry.cpuTicks === null || entry.residentPages === null) continue;
      // With the start time, so that a reused pid is not taken for the process that had it.
      const one = `${pid}:${entry.startTicks}`;
      const spent = entry.cpuTicks - (before?.ticks.get(one) ?? 0);
      ticks.set(one, entry.cpuTicks);
      figures.set(pid, {
        cpuPercent: seconds > 0 ? Math.max(0, (100 * spent) / ticksPerSecond / seconds) : 0,
        memoryBytes: entry.residentPages * pageBytes,
        usage: NO_USAGE,
        status: null,
        executable: null,
        workingFolder: null,
      });
    }
    before = { atMs, ticks };
    return figures;
  };
}
