import type { Usage } from '#contract/server-metrics.ts';
import { countsSharedMemory } from '#contract/shared-memory.ts';
import { formatMemory } from '../../format/figures.ts';

type MemoryOfServer = Pick<Usage, 'memory_bytes' | 'pss_bytes'> & { readonly name: string };

/** A line for each server whose resident memory counts shared pages many times over. */
export function sharedMemoryLines(servers: readonly MemoryOfServer[]): string[] {
  return servers
    .filter(countsSharedMemory)
    .map(
      ({ name, memory_bytes: resident, pss_bytes: pss }) =>
        `${name}: memory that its processes share is counted in each: ${formatMemory(resident)} resident, PSS ${formatMemory(pss)}`,
    );
}
