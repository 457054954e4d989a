import pidusage from 'pidusage';

/** What pidusage tells of one process. */
export interface Measured {
  /** Per cent of one core since the call before. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** Where the process table tells no figures. Processes that have ended are left out. */
export async function measureWithPidusage(pids: number[]): Promise<ReadonlyMap<number, Measured>> {
  if (pids.length === 0) return new Map();
  const figures = await read(pids);
  const found = new Map<number, Measured>();
  for (const pid of pids) {
    const one = figures[pid];
    if (one != null) found.set(pid, { cpuPercent: one.cpu, memoryBytes: one.memory });
  }
  return found;
}

async function read(pids: number[]): Promise<Partial<Record<number, { cpu: number; memory: number }>>> {
  try {
    return await pidusage(pids, { maxage: MAX_AGE_MS });
  } catch (error) {
    // All of them ended between the two looks: a pass without figures, not a fault.
    if (error instanceof Error && /No matching pid|ESRCH/i.test(error.message)) return {};
    throw error;
  }
}

/** What it compares with must outlive the longest pause between two passes. */
const MAX_AGE_MS = 5 * 60_000;
