import type { Usage } from '#contract/server-metrics.ts';
import type { Clock } from '../../ports.ts';
import type { Family } from '../family.ts';
import { descendants, indexChildren, type ProcessTable, readProcessTable } from '../process-table.ts';
import { createStrayFinder } from './find-strays.ts';
import { createTableMeter } from './measure-table.ts';
import { measureWithPidusage } from './measure-with-pidusage.ts';
import { NO_USAGE } from './no-usage.ts';
import type { Counted, ProcessFigures } from './process-figures.ts';

export interface TreeSample {
  /** Per cent of one core since the pass before. */
  readonly cpuPercent: number;
  /** Resident bytes, summed over the tree; pages that processes share count once for each. */
  readonly memoryBytes: number;
  readonly processes: number;
  /** The sum over the tree. */
  readonly usage: Usage;
  /** Since the pass that counted before; null in a pass that did not count. */
  readonly counted: Counted | null;
  /** Each of its processes by pid. */
  readonly figures: ReadonlyMap<number, ProcessFigures>;
}

/**
 * Samples the process trees of all servers, by name and the pid of their process, in one pass: one look at the
 * machine's processes, which on Linux holds all figures too; elsewhere one call to pidusage. A tree whose root is gone
 * is left out, never given as 0.
 */
export function createTreeSampler(
  clock: Clock,
  families: ReadonlyMap<number, Family>,
): (roots: ReadonlyMap<string, number>) => Promise<Map<string, TreeSample>> {
  const findStrays = createStrayFinder();
  const measureTable = process.platform === 'linux' ? createTableMeter(clock) : null;
  return async (roots) => {
    const samples = new Map<string, TreeSample>();
    if (roots.size === 0) {
      // What starts next is compared with now.
      measureTable?.(new Map(), []);
      return samples;
    }
    const table = await readProcessTable();
    const children = indexChildren(table);
    const strays = findStrays(table);
    const trees = [...roots].map(([server, root]) => ({
      server,
      root,
      pids: wholeTree(table, root, children, strays),
    }));
    for (const { root, pids } of trees) {
      const members = pids.filter((pid) => pid !== root);
      families.get(root)?.remember(
        members.map((pid) => {
          const { startTicks = null, ppid = 0 } = table.get(pid) ?? {};
          return { pid, startTicks, ppid };
        }),
      );
    }
    const pids = trees.flatMap((tree) => tree.pids);
    const figures = measureTable?.(table, pids) ?? (await measureWithPidusage(pids));
    for (const { server, pids } of trees) {
      const own = new Map<number, ProcessFigures>();
      for (const pid of pids) {
        const one = figures.get(pid);
        if (one !== undefined) own.set(pid, one);
      }
      if (own.size === 0) continue;
      const found = [...own.values()];
      samples.set(server, {
        cpuPercent: found.reduce((sum, one) => sum + one.cpuPercent, 0),
        memoryBytes: found.reduce((sum, one) => sum + one.memoryBytes, 0),
        processes: own.size,
        usage: NO_USAGE,
        counted: null,
        figures: own,
      });
    }
    return samples;
  };

  /** With what was in the tree at the pass before and has lost its parent since, and what lost it even sooner. */
  function wholeTree(
    table: ProcessTable,
    root: number,
    children: ReturnType<typeof indexChildren>,
    strays: ReturnType<typeof findStrays>,
  ): number[] {
    const pids = new Set(descendants(table, root, children));
    const family = families.get(root);
    for (const stray of strays.get(family?.mark ?? '') ?? []) {
      for (const one of descendants(table, stray, children)) pids.add(one);
    }
    for (const { pid, startTicks } of family?.members ?? []) {
      if (table.get(pid)?.startTicks !== startTicks) continue;
      for (const one of descendants(table, pid, children)) pids.add(one);
    }
    return [...pids];
  }
}
