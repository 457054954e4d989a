import pidusage from 'pidusage';
import { descendants, readProcessTable } from './process-table.ts';

export interface TreeSample {
  /** Per cent of one core since the pass before. */
  readonly cpuPercent: number;
  /** Resident bytes, summed over the tree; pages that processes share count once for each. */
  readonly memoryBytes: number;
  readonly processes: number;
}

/**
 * Samples the process trees of all servers in one pass: one look at the machine's processes, one call to pidusage for
 * all of them. A tree whose root is gone is left out, never given as 0.
 */
export async function sampleTrees(roots: ReadonlyMap<string, number>): Promise<Map<string, TreeSample>> {
  const samples = new Map<string, TreeSample>();
  if (roots.size === 0) return samples;
  const table = await readProcessTable();
  const trees = new Map<string, number[]>();
  for (const [server, root] of roots) trees.set(server, descendants(table, root));
  const figures = await measure([...trees.values()].flat());
  for (const [server, pids] of trees) {
    const found = pids.map((pid) => figures[pid]).filter((one) => one !== undefined && one !== null);
    if (found.length === 0) continue;
    samples.set(server, {
      cpuPercent: found.reduce((sum, one) => sum + one.cpu, 0),
      memoryBytes: found.reduce((sum, one) => sum + one.memory, 0),
      processes: found.length,
    });
  }
  return samples;
}

async function measure(pids: number[]): Promise<Partial<Record<number, { cpu: number; memory: number }>>> {
  if (pids.length === 0) return {};
  try {
    return await pidusage(pids, { maxage: 60_000 });
  } catch (error) {
    // All of them ended between the two looks: a pass without figures, not a fault. ESRCH comes from a /proc file that
    // pidusage has kept open since an earlier pass.
    if (error instanceof Error && /No matching pid|ESRCH/i.test(error.message)) return {};
    throw error;
  }
}
