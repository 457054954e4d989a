import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What figures depend on and a reader must know. */
export interface Conditions {
  readonly at: string;
  readonly node: string;
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Runnable processes, mean over the last minute. */
  readonly load: number;
}

export function readConditions(): Conditions {
  return {
    at: new Date().toISOString(),
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    load: loadavg()[0] ?? 0,
  };
}

export function describeConditions(conditions: Conditions, loadAfter: number): string {
  const { node, system, processor, cores, memoryBytes, load } = conditions;
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  return `Node ${node}, ${system}, ${cores} cores (${processor}), ${memory}; load ${load.toFixed(2)} before, ${loadAfter.toFixed(2)} after`;
}
