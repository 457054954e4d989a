import type { Clock } from '../../ports.ts';
import type { Family } from '../family.ts';
import { openProcReader } from '../proc/proc-reader.ts';
import { hasProc } from '../process-table.ts';
import type { TreeSample } from './process-figures.ts';
import { createPortableSampler } from './sample-elsewhere.ts';
import { createProcSampler } from './sample-proc.ts';

export interface TreeSampler {
  /**
   * Samples the process trees of all servers, by name and the pid of their process, in one pass. A tree of which nothing
   * lives is left out, never given as 0. To be called one at a time.
   */
  sample(roots: ReadonlyMap<string, number>): Promise<Map<string, TreeSample>>;
  close(): void;
}

/**
 * On Linux from /proc, each pass: processor time, memory, threads, status. Every 10 s, a fifth of the trees at each pass
 * of 2 s: open files, reads and writes, context switches, shared memory. Every minute: memory by proportion (PSS), the
 * program's file, its folder and command line, connections. What is new is read at once, and so is which program one is
 * whose name is another. Elsewhere processor time and memory alone.
 */
export function createTreeSampler(
  clock: Clock,
  families: ReadonlyMap<number, Family>,
  source: 'proc' | 'pidusage' = hasProc ? 'proc' : 'pidusage',
): TreeSampler {
  if (source === 'proc') return createProcSampler(clock, families, openProcReader());
  return { sample: createPortableSampler(clock, families), close() {} };
}
