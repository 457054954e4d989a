import { cpus, totalmem } from 'node:os';
import type { Usage } from '#contract/server-metrics.ts';
import type { Clock } from '../../ports.ts';
import type { Family } from '../family.ts';
import { descendants, indexChildren, type ProcessTable, readProcessTable } from '../process-table.ts';
import { type Measured, measureWithPidusage } from './measure-with-pidusage.ts';
import type { ProcessFigures, TreeSample } from './process-figures.ts';
import { NO_USAGE, sumUsage } from './usage.ts';

/** Of one core: what a pass costs is spread over so much time that it takes no more of it. */
const SHARE_OF_CORE = 0.02;
/** A tree that is new is looked at sooner. */
const SHARE_FOR_NEW = 0.1;

/**
 * Where there is no /proc: one list of the machine's processes and one call to pidusage, each of which starts programs.
 * What that takes is measured, and between two passes there is so much time that it comes to 2 % of a core at the most;
 * a pass that is asked for sooner gets the figures of the last one.
 */
export function createPortableSampler(
  clock: Clock,
  families: ReadonlyMap<number, Family>,
  measure: (pids: number[]) => Promise<ReadonlyMap<number, Measured>> = measureWithPidusage,
  list: () => Promise<ProcessTable> = readProcessTable,
): (roots: ReadonlyMap<string, number>) => Promise<Map<string, TreeSample>> {
  const cores = cpus().length;
  const memoryBytes = totalmem();
  let last: Map<string, TreeSample> = new Map();
  let lastRoots: ReadonlyMap<string, number> = new Map();
  let endedMs = Number.NEGATIVE_INFINITY;
  let tookMs = 0;

  return async (roots) => {
    if (roots.size === 0) return new Map();
    const hasNew = [...roots].some(([server, pid]) => lastRoots.get(server) !== pid);
    const pauseMs = tookMs / (hasNew ? SHARE_FOR_NEW : SHARE_OF_CORE);
    if (clock.monotonic() - endedMs < pauseMs) {
      return new Map([...last].filter(([server]) => roots.get(server) === lastRoots.get(server)));
    }
    const begunMs = clock.monotonic();
    last = await take(roots);
    lastRoots = new Map(roots);
    endedMs = clock.monotonic();
    tookMs = endedMs - begunMs;
    return last;
  };

  async function take(roots: ReadonlyMap<string, number>): Promise<Map<string, TreeSample>> {
    const table = await list();
    const children = indexChildren(table);
    const trees = [...roots].map(([server, root]) => {
      const pids = wholeTree(table, root, children);
      const members = pids.filter((pid) => pid !== root);
      families.get(root)?.remember(
        members.map((pid) => {
          const { startTicks = null, ppid = 0 } = table.get(pid) ?? {};
          return { pid, startTicks, ppid };
        }),
      );
      return { server, pids };
    });
    const measured = await measure(trees.flatMap(({ pids }) => pids));
    const samples = new Map<string, TreeSample>();
    for (const { server, pids } of trees) {
      const sample = view(pids, measured, children);
      if (sample !== null) samples.set(server, sample);
    }
    return samples;
  }

  function view(
    pids: readonly number[],
    measured: ReadonlyMap<number, Measured>,
    children: ReadonlyMap<number, readonly number[]>,
  ): TreeSample | null {
    const figures = new Map<number, ProcessFigures>();
    for (const pid of pids) {
      const one = measured.get(pid);
      figures.set(pid, {
        usage: one === undefined ? NO_USAGE : usageOf(one),
        status: one === undefined ? 'vanished' : null,
        executable: null,
        workingFolder: null,
        children: children.get(pid)?.length ?? 0,
      });
    }
    const living = [...figures.values()].filter(({ status }) => status === null);
    if (living.length === 0) return null;
    const usage = sumUsage(living.map((one) => one.usage));
    return {
      cpuPercent: usage.cpu_percent ?? 0,
      memoryBytes: usage.memory_bytes ?? 0,
      processes: living.length,
      usage,
      counted: null,
      figures,
    };
  }

  function usageOf({ cpuPercent, memoryBytes: residentBytes }: Measured): Usage {
    return {
      ...NO_USAGE,
      cpu_percent: cpuPercent,
      cpu_machine_percent: cpuPercent / cores,
      memory_bytes: residentBytes,
      memory_percent: (100 * residentBytes) / memoryBytes,
    };
  }

  /** With what was in the tree at the pass before and has lost its parent since. */
  function wholeTree(
    table: ProcessTable,
    root: number,
    children: ReturnType<typeof indexChildren>,
  ): number[] {
    const pids = new Set(descendants(table, root, children));
    for (const { pid, startTicks } of families.get(root)?.members ?? []) {
      if (table.get(pid)?.startTicks !== startTicks) continue;
      for (const one of descendants(table, pid, children)) pids.add(one);
    }
    return [...pids];
  }
}
