import pidusage from 'pidusage';
import { NO_USAGE } from './no-usage.ts';
import type { ProcessFigures } from './process-figures.ts';

/** Where the process table tells no figures. Processes that have ended are left out. */
export async function measureWithPidusage(pids: number[]): Promise<ReadonlyMap<number, ProcessFigures>> {
  if (pids.length === 0) return new Map();
  const figures = await read(pids);
  const found = pids.flatMap((pid) => {
    const one = figures[pid];
    return one == null
      ? []
      : [
          [
            pid,
            {
              cpuPercent: one.cpu,
              memoryBytes: one.memory,
              usage: NO_USAGE,
              status: null,
              executable: null,
              workingFolder: null,
            },
          ] as const,
        ];
  });
  return new Map(found);
}

async function read(pids: number[]): Promise<Partial<Record<number, { cpu: number; memory: number }>>> {
  try {
    return await pidusage(pids, { maxage: 60_000 });
  } catch (error) {
    // All of them ended between the two looks: a pass without figures, not a fault.
    if (error instanceof Error && /No matching pid|ESRCH/i.test(error.message)) return {};
    throw error;
  }
}
