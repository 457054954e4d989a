import type { Usage } from '#contract/server-metrics.ts';
import { countsSharedMemory } from '#contract/shared-memory.ts';
import { bytes, text } from './quantity.ts';

type Memory = Pick<Usage, 'memory_bytes' | 'pss_bytes'>;

/** What a tree really takes, "PSS 45 MB", where its resident memory looks far larger; else null. */
export function trueMemory(memory: Memory | null): string | null {
  if (memory === null || !countsSharedMemory(memory)) return null;
  return `PSS ${text(memory.pss_bytes === null ? null : bytes(memory.pss_bytes))}`;
}

export function memoryHint(memory: Memory | null): string {
  const pss = trueMemory(memory);
  return pss === null
    ? 'Resident, whole tree'
    : `Resident, whole tree: memory that its processes share is counted in each; once each page, it is ${pss}`;
}
