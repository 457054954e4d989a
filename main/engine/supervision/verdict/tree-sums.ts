import { sumUsage, type TreeSample } from '../../process/process.ts';

/** What the processes of all instances of a server use, as of the last pass. */
export interface TreeSums {
  /** Null where nothing was sampled. */
  readonly processes: number | null;
  /** What follows is null as well unless it is known of each tree: a sum of some would be taken for that of all. */
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  readonly threads: number | null;
  readonly openFiles: number | null;
}

export function sumTrees(servers: readonly { readonly sample: TreeSample | null }[]): TreeSums {
  const samples = servers.map(({ sample }) => sample).filter((sample) => sample !== null);
  const usage = sumUsage(samples.map((sample) => sample.usage));
  return {
    processes: samples.length === 0 ? null : samples.reduce((all, sample) => all + sample.processes, 0),
    cpuPercent: usage.cpu_percent,
    memoryBytes: usage.memory_bytes,
    threads: usage.threads,
    openFiles: usage.open_files,
  };
}
